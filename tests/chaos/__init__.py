"""The chaos harness: real servers and processes, one fault after another, and checks from outside."""
