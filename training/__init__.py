"""Scripts that build the weights the package carries."""
