"""Pages of the training: curricula, lessons, the learner's board, cohorts, attendance, certificates."""
