"""What the service counts and times, for Prometheus. No label can hold an id or patient data."""
