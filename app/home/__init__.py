"""The front door: start page 最初の画面, ten questions to try おためし, health, and the demo."""
