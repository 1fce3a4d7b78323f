"""The engine: four sections of every passage, each handed out as it is finished."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from pipeline.models import Generator, NoteOptions, SectionName, SoapNote, Transcript
from pipeline.notes.grounded.arranging.chart import chart_lines
from pipeline.notes.grounded.engine import GroundedEngine
from pipeline.notes.headings import Headings, headings_for
from pipeline.notes.llm.assembly import Assembly
from pipeline.notes.llm.checking import Checked
from pipeline.notes.llm.failures import ModelFailed
from pipeline.notes.llm.messages import PARTS, SectionPrompt, family_of
from pipeline.notes.llm.options import Away, LlmOptions, Unsupported
from pipeline.notes.llm.passages import Line, Said, hear, passages
from pipeline.notes.llm.placement import placed
from pipeline.notes.llm.sections import SectionWriter, Watch
from pipeline.notes.llm.server import ModelServer
from pipeline.notes.specialties import find_specialty, find_template

LONGEST_WISHES = 1000
"""Characters of the client's own instructions that are shown to the model."""

FALLEN_BACK = "The language model gave no usable answer; the offline engine wrote this note."

Written = dict[SectionName, list[Checked]]


class LlmEngine:
    """Writes with a language model; delivers what the check supports and flags or drops the rest.

    ``watch`` is told, from several threads, what the check found before and after mending;
    ``server`` is the one to ask, unless it is that of the options.
    """

    name = "llm"

    def __init__(
        self, options: LlmOptions, watch: Watch = lambda *_: None, server: ModelServer | None = None
    ) -> None:
        self.version = f"1.0 ({options.model})"
        self._watch = watch
        self._options = options
        self._server = server or ModelServer(options)
        self._fallback = GroundedEngine() if options.away is Away.GROUNDED else None

    def write(self, transcript: Transcript, options: NoteOptions) -> SoapNote:
        """The note of a transcript; raises as `write_by_section` does."""
        return self.write_by_section(transcript, options, lambda *_: None)

    def write_by_section(
        self, transcript: Transcript, options: NoteOptions, hand_out: Callable[[SectionName, str], None]
    ) -> SoapNote:
        """The note of a transcript, each section's text handed out before as it is finished.

        In the note the subjective section may hold more than it did then: what the patient
        alone said and the model put elsewhere. If another engine stands in, all may differ.

        Raises `ModelFailed`, which is `Retryable`, if the server gives no usable answer and
        no other engine may stand in, and whatever ``hand_out`` raises.
        """
        try:
            return self._write(transcript, options, hand_out)
        except ModelFailed:
            if self._fallback is None:
                raise
        note = self._fallback.write(transcript, options)
        return note.model_copy(update={"warnings": [FALLEN_BACK, *note.warnings]})

    def close(self) -> None:
        """Close the connections to the server."""
        self._server.close()

    def _write(
        self, transcript: Transcript, options: NoteOptions, hand_out: Callable[[SectionName, str], None]
    ) -> SoapNote:
        specialty = find_specialty(options.specialty)
        headings = headings_for(specialty, find_template(specialty, options.template))
        said = hear(transcript)
        assembly = Assembly(transcript, said, headings, chart_lines(options.context))
        found: Written = {}
        sections: Written = {}
        with self._answered(said, [*self._prompts(specialty.id, headings, options)]) as answers:
            for section, checked in answers:
                found[section] = checked
                sections = {name: self._kept(c) for name, c in placed(found, said).items()}
                hand_out(section, assembly.text(section, sections[section]))
        return assembly.note(sections, Generator(engine=self.name, version=self.version))

    def _prompts(
        self, specialty_id: str, headings: Headings, options: NoteOptions
    ) -> Iterator[SectionPrompt]:
        wishes = (options.context.custom_instructions or "") if options.context else ""
        shown = wishes[:LONGEST_WISHES].replace("<", "(").replace(">", ")")
        for section in SectionName:
            named = {part: headings[part] for part in PARTS[section]}
            yield SectionPrompt(section, family_of(specialty_id), named, shown)

    @contextmanager
    def _answered(
        self, said: Said, prompts: Sequence[SectionPrompt]
    ) -> Iterator[Iterator[tuple[SectionName, list[Checked]]]]:
        """Each section's checked sentences, in reading order; later sections are asked for meanwhile."""
        parts = passages(said, self._room(prompts))
        jobs: list[tuple[SectionWriter, tuple[Line, ...]]] = [
            (SectionWriter(self._server, prompt, said, len(parts), self._watch), passage)
            for prompt in prompts
            for passage in parts
        ]
        pool = ThreadPoolExecutor(self._options.concurrency, thread_name_prefix="note-model")
        try:
            written = pool.map(lambda job: job[0].write(job[1]), jobs)
            yield ((p.section, [checked for _ in parts for checked in next(written)]) for p in prompts)
        finally:
            pool.shutdown(cancel_futures=True)

    def _room(self, prompts: Sequence[SectionPrompt]) -> int:
        """Tokens of transcript in a request: what is left beside prompt, answer and failed sentences."""
        room = self._options.context_tokens - 2 * self._options.answer_tokens
        return room - max(prompt.cost for prompt in prompts)

    def _kept(self, checked: Sequence[Checked]) -> list[Checked]:
        """Each sentence once, without the unsupported ones if those are to be dropped."""
        once: dict[tuple[str, str], Checked] = {}
        for found in checked:
            once.setdefault((found.part, found.text.casefold().rstrip(".")), found)
        drop = self._options.unsupported is Unsupported.DROP
        return [c for c in once.values() if c.supported or not drop]
