"""The API under load: many uploads and many pollers at once."""
