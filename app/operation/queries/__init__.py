"""Find what the one who runs the site asks for; nothing here changes anything."""
