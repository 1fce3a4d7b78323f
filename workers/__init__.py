"""The Celery side: one thin task a stage, signals, and the sweep."""
