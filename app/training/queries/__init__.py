"""Find curricula, lessons, cohorts, minutes and certificates. Nothing here changes anything."""
