"""The speech model of a worker: loaded once, shared by all recordings in hand."""

from collections.abc import Callable
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pipeline.asr.options import ModelOptions
from pipeline.errors import Permanent, Retryable
from pipeline.models import Priority, Transcript

if TYPE_CHECKING:  # the API and the other workers must not pay for the model's libraries
    from pipeline.asr.batcher import Batcher
    from pipeline.asr.decoder import Decoder


class SpeechModel:
    """A loaded Whisper model.

    `transcribe` may be called from many threads at once, and is meant to be: the windows
    of all those recordings go through the model together.
    """

    def __init__(self, decoder: "Decoder", batcher: "Batcher") -> None:
        self._decoder = decoder
        self._batcher = batcher

    @classmethod
    def load(cls, options: ModelOptions) -> Self:
        """Load the weights. Takes seconds and, for base, about 300 MB of memory.

        Raises:
            Retryable: The device or its memory is not to be had now (``MODEL_UNAVAILABLE``).
        """
        from pipeline.asr.batcher import Batcher  # noqa: PLC0415 - see above
        from pipeline.asr.decoder import Decoder  # noqa: PLC0415

        try:
            decoder = Decoder(options)
        except (OSError, RuntimeError, ValueError) as failure:
            raise Retryable(
                "The speech model could not be loaded. Check SOAPLINE_ASR_MODEL, SOAPLINE_ASR_DEVICE "
                "and SOAPLINE_ASR_COMPUTE_TYPE, and that memory is free.",
                code="MODEL_UNAVAILABLE",
            ) from failure
        batcher = Batcher(decoder, batch_size=options.batch_size, max_windows=options.max_windows)
        return cls(decoder, batcher)

    def transcribe(
        self,
        speech: Path,
        *,
        on_progress: Callable[[float], None],
        priority: Priority = Priority.ROUTINE,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Transcript:
        """Transcribe one recording; others in hand neither wait for it nor notice it.

        Args:
            speech: 16 kHz FLAC of one channel, or of two with a speaker on each. It is
                streamed: memory does not grow with its length.
            on_progress: Called with 0..1 as windows finish, in this thread; what it raises
                ends the recording.
            priority: ``stat`` before ``routine`` before ``batch``.
            cancelled: Asked often; true ends the recording with `Cancelled`.

        Raises:
            Permanent: Nothing was said (``NO_SPEECH``), or the speech cannot be read
                (``UNREADABLE_AUDIO``).
            Retryable: The model failed on this recording.
            Cancelled: ``cancelled`` became true.
        """
        from pipeline.asr.transcription import transcribe  # noqa: PLC0415 - see above

        try:
            transcript = transcribe(speech, self._decoder, self._batcher, on_progress, priority, cancelled)
        except (RuntimeError, MemoryError, CancelledError) as failure:
            raise Retryable("The speech model failed; it will be tried again.") from failure
        if not transcript.segments:
            raise Permanent("No speech was found in the recording.", code="NO_SPEECH")
        return transcript

    def close(self) -> None:
        """Stop after the batches in the model; recordings still in hand end as `Retryable`."""
        self._batcher.close()
