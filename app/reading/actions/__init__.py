"""Change what is known of readings, and lay furigana over texts."""
