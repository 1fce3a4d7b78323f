"""Speech to text: the model, its weights and what they make of a recording.

Importing this package is cheap; the model's libraries are imported when it is loaded.
"""

from pipeline.asr.model import SpeechModel
from pipeline.asr.options import ModelOptions
from pipeline.asr.weights import locate_weights

__all__ = ["ModelOptions", "SpeechModel", "locate_weights"]
