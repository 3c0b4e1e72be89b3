"""What a person may send to practice."""
