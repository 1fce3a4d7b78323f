"""The engine: four sections of every passage, joined into one note."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from pipeline.models import Evidence, Generator, NoteOptions, SectionName, SoapNote, Transcript
from pipeline.notes.grounded.chart import chart_lines
from pipeline.notes.grounded.engine import NOT_DISCUSSED, GroundedEngine
from pipeline.notes.grounded.layout import Block, Sentence, section_evidence, section_text
from pipeline.notes.headings import Headings, headings_for
from pipeline.notes.llm.checking import Checked
from pipeline.notes.llm.failures import ModelFailed
from pipeline.notes.llm.messages import PARTS, SectionPrompt, family_of
from pipeline.notes.llm.options import Away, LlmOptions, Unsupported
from pipeline.notes.llm.passages import Line, Said, hear, passages
from pipeline.notes.llm.placement import placed
from pipeline.notes.llm.sections import SectionWriter, Watch
from pipeline.notes.llm.server import ModelServer
from pipeline.notes.omissions import find_omissions
from pipeline.notes.specialties import find_specialty, find_template

LONGEST_WISHES = 1000
"""Characters of the client's own instructions that are shown to the model."""

FALLEN_BACK = "The language model gave no usable answer; the offline engine wrote this note."
NOT_ENGLISH = "The check of facts reads English only; check this note against the recording."
_SUBJ = SectionName.SUBJECTIVE


class LlmEngine:
    """Writes with a language model; delivers what the check supports and flags or drops the rest.

    ``watch`` is told, from several threads, what the check found before and after mending.
    """

    name = "llm"

    def __init__(self, options: LlmOptions, watch: Watch = lambda *_: None) -> None:
        self.version = f"1.0 ({options.model})"
        self._watch = watch
        self._options = options
        self._server = ModelServer(options)
        self._fallback = GroundedEngine() if options.away is Away.GROUNDED else None

    def write(self, transcript: Transcript, options: NoteOptions) -> SoapNote:
        """The note of a transcript.

        Raises `ModelFailed`, which is `Retryable`, if the server gives no usable answer and
        no other engine may stand in.
        """
        try:
            return self._write(transcript, options)
        except ModelFailed:
            if self._fallback is None:
                raise
        note = self._fallback.write(transcript, options)
        return note.model_copy(update={"warnings": [FALLEN_BACK, *note.warnings]})

    def close(self) -> None:
        """Close the connections to the server."""
        self._server.close()

    def _write(self, transcript: Transcript, options: NoteOptions) -> SoapNote:
        specialty = find_specialty(options.specialty)
        headings = headings_for(specialty, find_template(specialty, options.template))
        said = hear(transcript)
        sections = self._sections(said, [*self._prompts(specialty.id, headings, options)])
        blocks = [*_blocks(sections, headings, transcript)]
        text = {name: section_text(blocks, name) or NOT_DISCUSSED for name in SectionName}
        chart = chart_lines(options.context)
        evidence = {name: section_evidence(blocks, name) for name in SectionName}
        return SoapNote(
            subjective="\n\n".join(filter(None, (text[_SUBJ], chart))),
            objective=text[SectionName.OBJECTIVE],
            assessment=text[SectionName.ASSESSMENT],
            plan=text[SectionName.PLAN],
            evidence=evidence,
            generator=Generator(engine=self.name, version=self.version),
            warnings=[
                *_warnings(transcript, said, sections),
                *find_omissions(transcript, "\n".join(text.values())),
            ],
        )

    def _prompts(
        self, specialty_id: str, headings: Headings, options: NoteOptions
    ) -> Iterator[SectionPrompt]:
        wishes = (options.context.custom_instructions or "") if options.context else ""
        shown = wishes[:LONGEST_WISHES].replace("<", "(").replace(">", ")")
        for section in SectionName:
            named = {part: headings[part] for part in PARTS[section]}
            yield SectionPrompt(section, family_of(specialty_id), named, shown)

    def _sections(self, said: Said, prompts: Sequence[SectionPrompt]) -> dict[SectionName, list[Checked]]:
        parts = passages(said, self._room(prompts))
        jobs: list[tuple[SectionWriter, tuple[Line, ...]]] = [
            (SectionWriter(self._server, prompt, said, len(parts), self._watch), passage)
            for prompt in prompts
            for passage in parts
        ]
        pool = ThreadPoolExecutor(self._options.concurrency, thread_name_prefix="note-model")
        try:
            written = list(pool.map(lambda job: job[0].write(job[1]), jobs))
        finally:
            pool.shutdown(cancel_futures=True)
        found: dict[SectionName, list[Checked]] = {prompt.section: [] for prompt in prompts}
        for (writer, _), checked in zip(jobs, written, strict=True):
            found[writer.prompt.section] += checked
        return {section: self._kept(checked) for section, checked in placed(found, said).items()}

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


def _blocks(
    sections: Mapping[SectionName, Sequence[Checked]], headings: Headings, transcript: Transcript
) -> Iterator[Block]:
    for section, checked in sections.items():
        for part in PARTS[section]:
            found = [_sentence(c, transcript) for c in checked if c.part == part]
            together = part == "history" and found
            yield Block(section, headings[part], (tuple(found),) if together else tuple((s,) for s in found))


def _sentence(checked: Checked, transcript: Transcript) -> Sentence:
    return Sentence(
        Evidence(
            sentence=checked.text,
            segments=[transcript.segments[i].id for i in checked.segments],
            check=checked.result.outcome,
            missing=list(checked.result.missing),
        )
    )


def _warnings(
    transcript: Transcript, said: Said, sections: Mapping[SectionName, Sequence[Checked]]
) -> Iterator[str]:
    if not transcript.language.lower().startswith("en"):
        yield NOT_ENGLISH
    for section, checked in sections.items():
        if flagged := sum(not c.supported for c in checked):
            yield (
                f"{section.value.capitalize()}: {flagged} of {len(checked)} sentences hold something "
                "that was not found in what was said; the evidence names it."
            )
    if said.ordered_about:
        ids = ", ".join(transcript.segments[i].id for i in said.ordered_about)
        yield f"Words that give orders to the note's writer were left out (segments {ids})."
