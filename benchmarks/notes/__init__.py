"""Benchmarks of the note engines."""
