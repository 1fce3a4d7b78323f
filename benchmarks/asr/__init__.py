"""Transcription against faster-whisper, in one run on the same files and weights."""
