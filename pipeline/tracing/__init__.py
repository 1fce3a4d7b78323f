"""One trace from upload to note, with OpenTelemetry; off unless the settings name a collector."""
