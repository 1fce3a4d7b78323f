"""The speech model of a worker: loaded once, asked for one recording after another."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from pipeline.errors import Permanent, Retryable
from pipeline.models import Segment, Transcript, Word


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How the speech model is loaded and run.

    Attributes:
        path: Folder of a CTranslate2 Whisper model, from `locate_weights`.
        name: What transcripts call the model.
        device: ``cpu``, ``cuda`` or ``auto`` (CUDA where there is one).
        compute_type: A CTranslate2 type; ``auto`` is int8 on CPU and float16 on GPU.
        threads: CPU threads of the model; 0 means all cores.
        beam_size: Beam width; 1 is greedy.
        language: ISO 639-1 code; None detects it.
    """

    path: str
    name: str = "base"
    device: str = "auto"
    compute_type: str = "auto"
    threads: int = 0
    beam_size: int = 5
    language: str | None = "en"


class SpeechModel:
    """A loaded Whisper model."""

    def __init__(self, whisper: Any, options: ModelOptions) -> None:  # noqa: ANN401 - untyped library
        self._whisper = whisper
        self._options = options

    @classmethod
    def load(cls, options: ModelOptions) -> Self:
        """Load the weights. Takes seconds and, for base, about 300 MB of memory.

        Raises:
            Retryable: The device or its memory is not to be had now.
        """
        # Imported here: the API and the other workers must not pay for the model's libraries.
        from ctranslate2 import get_cuda_device_count  # noqa: PLC0415
        from faster_whisper import WhisperModel  # noqa: PLC0415

        device = options.device
        if device == "auto":
            device = "cuda" if get_cuda_device_count() else "cpu"
        compute_type = options.compute_type
        if compute_type == "auto":
            compute_type = "float16" if device == "cuda" else "int8"
        try:
            whisper = WhisperModel(
                options.path, device=device, compute_type=compute_type, cpu_threads=options.threads
            )
        except (RuntimeError, ValueError) as failure:
            raise Retryable(
                "The speech model could not be loaded. Check SOAPLINE_ASR_MODEL, SOAPLINE_ASR_DEVICE "
                "and SOAPLINE_ASR_COMPUTE_TYPE, and that memory is free.",
                code="MODEL_UNAVAILABLE",
            ) from failure
        return cls(whisper, options)

    def transcribe(self, speech: Path, *, on_progress: Callable[[float], None]) -> Transcript:
        """Transcribe one recording.

        Args:
            speech: 16 kHz mono FLAC.
            on_progress: Called with 0..1 as segments finish.

        Raises:
            Permanent: Nothing was said (``NO_SPEECH``) or the speech cannot be read.
            Retryable: The model ran out of memory or failed.
        """
        try:
            found, info = self._whisper.transcribe(
                str(speech),
                language=self._options.language,
                beam_size=self._options.beam_size,
                condition_on_previous_text=False,
                word_timestamps=True,
                vad_filter=True,
            )
            if info.duration == 0:
                raise Permanent("The recording's speech cannot be read.", code="UNREADABLE_AUDIO")
            segments = _segments(found, info.duration, on_progress)
        except (OSError, ValueError) as failure:
            raise Permanent("The recording's speech cannot be read.", code="UNREADABLE_AUDIO") from failure
        except (RuntimeError, MemoryError) as failure:
            raise Retryable("The speech model failed; it will be tried again.") from failure
        if not segments:
            raise Permanent("No speech was found in the recording.", code="NO_SPEECH")
        on_progress(1.0)
        return Transcript(
            language=info.language, duration=info.duration, model=self._options.name, segments=segments
        )


def _segments(found: Iterable[Any], duration: float, on_progress: Callable[[float], None]) -> list[Segment]:
    segments: list[Segment] = []
    for heard in found:
        segments.append(_segment(len(segments) + 1, heard))
        on_progress(min(1.0, heard.end / duration))
    return segments


def _segment(number: int, heard: Any) -> Segment:  # noqa: ANN401 - untyped library
    words: list[Word] = []
    for piece in heard.words:
        # The library splits "49-year-old" in three; only a leading space starts a word.
        if words and not piece.word.startswith(" "):
            words[-1] = _joined(words[-1], piece)
        else:
            words.append(_word(piece))
    return Segment(
        id=f"s{number}",
        start=float(heard.start),
        end=float(heard.end),
        text=heard.text.strip(),
        words=words,
    )


def _word(piece: Any) -> Word:  # noqa: ANN401 - untyped library
    return Word(
        start=float(piece.start),
        end=float(piece.end),
        text=piece.word.strip(),
        probability=min(1.0, float(piece.probability)),
    )


def _joined(word: Word, piece: Any) -> Word:  # noqa: ANN401 - untyped library
    return Word(
        start=word.start,
        end=float(piece.end),
        text=word.text + piece.word.strip(),
        probability=min(word.probability, float(piece.probability)),
    )
