"""The HTTP edge: FastAPI, one file a resource, no logic of its own."""
