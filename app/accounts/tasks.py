"""What the worker does for accounts: clears what has had its day."""
