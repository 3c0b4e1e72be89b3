"""What is true of running the site: what a backup holds."""
