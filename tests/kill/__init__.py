"""What was acknowledged is on disk: servers are ended without warning in the middle of a storm of saves."""
