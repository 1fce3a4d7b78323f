"""Building what the transcription engine carries: the voice model and the role words."""
