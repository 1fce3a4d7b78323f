"""The embedded stack: the real servers of a deployment as children of one process."""
