"""What the worker does for examinations: closes, scores."""
