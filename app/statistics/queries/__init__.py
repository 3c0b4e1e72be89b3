"""Find reports, the state of the bank, how cohorts stand, papers to compare, and files that were asked for."""
