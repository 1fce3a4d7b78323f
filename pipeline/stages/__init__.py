"""The stages: each a function from one archived object to the next."""
