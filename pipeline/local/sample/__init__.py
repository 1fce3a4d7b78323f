"""The sample recording: a fictional encounter, voiced by a speech synthesiser."""

from pathlib import Path

SAMPLE_RECORDING = Path(__file__).parent / "encounter.mp3"
