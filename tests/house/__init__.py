"""Rules about the whole house, so that nobody has to remember them."""
