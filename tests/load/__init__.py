"""What a sitting costs: our site and a bare one, played in turn on one PostgreSQL."""
