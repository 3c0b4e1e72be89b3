"""Find papers, attempts and what they print; nothing here changes anything."""
