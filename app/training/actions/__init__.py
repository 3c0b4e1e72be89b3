"""Change the training: load curricula and lessons, run a course, keep minutes, issue certificates."""
