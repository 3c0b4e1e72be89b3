"""What is true of a training: words, curricula in files, lessons, minutes, attendance, completion."""
