"""The servers that tests stand on: PostgreSQL, a browser, and the site itself."""
