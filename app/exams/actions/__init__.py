"""Change papers and attempts: one function for each thing that somebody does."""
