"""Find what the desk shows: organisations, work, letters, health."""
