"""The offline note engine: sentences picked from the transcript and rewritten under its check."""
