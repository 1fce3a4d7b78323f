"""The interface of note engines, and the engines by name."""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from pipeline.models import NoteOptions, SectionName, SoapNote, Transcript
from pipeline.notes.grounded.engine import NOT_DISCUSSED, GroundedEngine
from pipeline.notes.llm.options import LlmOptions

__all__ = ["NOT_DISCUSSED", "EngineBySection", "NoteEngine", "load_engine"]


class NoteEngine(Protocol):
    """Writes notes from transcripts. An engine is safe to share between threads."""

    name: str
    version: str

    def write(self, transcript: Transcript, options: NoteOptions) -> SoapNote:
        """The note of a transcript.

        Each line of a section is an inner heading or sentences; every sentence is listed in
        ``evidence``, in reading order, with the ids of the segments it rests on.
        """
        ...


@runtime_checkable
class EngineBySection(NoteEngine, Protocol):
    """An engine that takes long enough for its sections to be worth reading one by one."""

    def write_by_section(
        self, transcript: Transcript, options: NoteOptions, hand_out: Callable[[SectionName, str], None]
    ) -> SoapNote:
        """The note; the text of each section is handed out before, as soon as it is checked.

        What the note holds is what counts: a section handed out may differ from it.
        """
        ...


def load_engine(name: str, llm: LlmOptions | None = None) -> NoteEngine:
    """The engine of this name, ready to write; "llm" needs options. No server is contacted yet.

    Raises:
        ValueError: there is no engine of this name, or it lacks its options.
    """
    if name == GroundedEngine.name:
        return GroundedEngine()
    if name == "llm" and llm is not None:
        from pipeline.notes.llm.engine import LlmEngine  # noqa: PLC0415 - two seconds, for its client

        return LlmEngine(llm)
    raise ValueError(f"there is no note engine {name!r}; use 'grounded', or 'llm' with its options")
