"""Find what people have asked, what they agreed to, and what has had its time; nothing here changes anything."""
