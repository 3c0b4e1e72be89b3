"""Tables of the training: curricula, lessons, trainings that run, minutes, certificates."""
