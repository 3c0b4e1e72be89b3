"""What is true of practice: its words, memory, the way to the exam day, mastery and expected scores."""
