"""Training of the offline note engine."""
