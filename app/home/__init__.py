"""The front door: start page はじめのページ, ten questions to try おためし, health and figures, the demo site."""
