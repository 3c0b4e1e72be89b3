"""Change what the desk keeps: organisations, people's places, work, settings."""
