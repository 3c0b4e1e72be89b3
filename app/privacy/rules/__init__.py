"""What is true of personal data: what people may ask for, and how long what is kept."""
