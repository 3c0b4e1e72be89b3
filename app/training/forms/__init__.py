"""What people may send in the training."""
