"""The weights, with the whole vocabulary or the part that the language needs."""

from functools import partial
from pathlib import Path
from typing import Any

from faster_whisper import WhisperModel

from pipeline.asr.options import Hardware, ModelOptions
from pipeline.asr.spelling import load_tokenizer
from pipeline.asr.trimmed import TrimmedWhisper, trimmed_files
from pipeline.asr.vocabulary import english_part, read_vocabulary


def load_whisper(options: ModelOptions, hardware: Hardware) -> Any:
    """Load faster-whisper's model; for English on a CPU with the tokens of English alone.

    Raises:
        OSError: A file of the model is missing.
        RuntimeError: The device or its memory is not to be had.
        ValueError: The model is damaged, or cannot be computed as the options say.
    """
    load = partial(
        WhisperModel,
        options.path,
        device=hardware.device,
        compute_type=hardware.compute_type,
        cpu_threads=hardware.threads,
        num_workers=hardware.workers,
    )
    folder = Path(options.path)
    tokenizer = load_tokenizer(folder / "tokenizer.json")
    vocabulary = None
    if options.trim_vocabulary and hardware.device == "cpu" and options.language == "en":
        prompt = tokenizer.encode(" " + options.prompt_in("en").strip(), add_special_tokens=False)
        vocabulary = english_part(read_vocabulary(folder), also=prompt.ids)
    if vocabulary is None:
        whisper = load()
    else:
        whisper = load(files=trimmed_files(folder, vocabulary))
        whisper.model = TrimmedWhisper(whisper.model, vocabulary)
    whisper.hf_tokenizer = tokenizer
    return whisper
