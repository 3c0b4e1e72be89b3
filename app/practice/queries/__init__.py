"""Find what can be practised, cards, sets and days; nothing here changes anything."""
