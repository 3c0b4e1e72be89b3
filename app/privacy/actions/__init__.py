"""Change what concerns a person's data: hand it out, mend it, erase it, clear what has had its time."""
