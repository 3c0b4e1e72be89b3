"""Change things: begin a set, answer, say when the exam is."""
