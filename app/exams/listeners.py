"""What the examinations do when something happened below: the bank was loaded."""
