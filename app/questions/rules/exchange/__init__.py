"""Banks in other programs' formats: each file here reads one and writes it; none touches a disk."""
