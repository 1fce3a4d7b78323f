"""The offline engine: reads the transcript, selects drafts, checks and arranges them."""

from dataclasses import replace

from pipeline.models import Generator, NoteOptions, SectionName, SoapNote, Transcript
from pipeline.notes.facts import quantities, sides
from pipeline.notes.grounded.arranging.arrangement import Arrangement
from pipeline.notes.grounded.arranging.chart import chart_lines
from pipeline.notes.grounded.arranging.denials import without_contradicted
from pipeline.notes.grounded.arranging.layout import section_evidence, section_text
from pipeline.notes.grounded.arranging.register import in_register
from pipeline.notes.grounded.arranging.reports import reported
from pipeline.notes.grounded.arranging.standing import find_standing
from pipeline.notes.grounded.choosing.scoring import Scored, score
from pipeline.notes.grounded.choosing.selection import select
from pipeline.notes.grounded.drafting.conversation import Conversation, read_conversation
from pipeline.notes.grounded.drafting.fallback import supported
from pipeline.notes.grounded.reading.roles import is_dictation
from pipeline.notes.grounded.wording.naming import named
from pipeline.notes.headings import headings_for
from pipeline.notes.lexicon import find_concepts, find_medications, find_synonyms
from pipeline.notes.omissions import find_omissions
from pipeline.notes.specialties import find_specialty, find_template

NOT_DISCUSSED = "Not discussed."
"""The whole text of a section that the encounter did not touch; it has no evidence."""


NOT_ENGLISH = "This engine reads English only; the note of this recording is not reliable."


NO_ENCOUNTER = "Nothing clinical was said in this recording; check that it is the one of the encounter."


class GroundedEngine:
    """Writes from the transcript alone; delivers only sentences whose check is ``supported``."""

    name = "grounded"
    version = "1.0"

    def write(self, transcript: Transcript, options: NoteOptions) -> SoapNote:
        """The note of a transcript; sentences that fail their check are left out."""
        specialty = find_specialty(options.specialty)
        headings = headings_for(specialty, find_template(specialty, options.template))
        info = options.context.patient_info if options.context else None
        conversation = read_conversation(transcript.segments, info.gender if info else None)
        clinical = _is_clinical(transcript)
        drafts = without_contradicted(supported(conversation)) if clinical else []
        scored = score(drafts, conversation.units, dictated=is_dictation(transcript.segments))
        scored = [_reported(item, conversation) for item in scored]
        standing = find_standing(conversation, drafts)
        kept = [in_register(item, conversation) for item in select(scored, standing.sentences)]
        kept = [_with_patient_named(item, conversation) for item in kept]
        blocks = Arrangement(conversation, drafts, standing, kept, headings).blocks()
        text = {name: section_text(blocks, name) or NOT_DISCUSSED for name in SectionName}
        return SoapNote(
            subjective="\n\n".join(
                filter(None, (text[SectionName.SUBJECTIVE], chart_lines(options.context)))
            ),
            objective=text[SectionName.OBJECTIVE],
            assessment=text[SectionName.ASSESSMENT],
            plan=text[SectionName.PLAN],
            evidence={name: section_evidence(blocks, name) for name in SectionName},
            generator=Generator(engine=self.name, version=self.version),
            warnings=[
                *([] if clinical else [NO_ENCOUNTER]),
                *_warnings(transcript, "\n".join(text.values())),
            ],
        )


def _with_patient_named(item: Scored, conversation: Conversation) -> Scored:
    draft = item.draft
    text = named(draft.text, draft.spoken, conversation.writer.who)
    return replace(item, draft=replace(draft, text=text))


def _reported(item: Scored, conversation: Conversation) -> Scored:
    if item.section != "history":
        return item
    draft = reported(item.draft, conversation.writer)
    return replace(item, draft=draft) if conversation.supports(draft.text, draft.segments) else item


def _is_clinical(transcript: Transcript) -> bool:
    """Whether a finding, test, medication, body side or quantity is named at all."""
    facts = (find_concepts, find_medications, find_synonyms, quantities, sides)
    return any(found(s.text) for s in transcript.segments for found in facts)


def _warnings(transcript: Transcript, note: str) -> list[str]:
    language = [] if transcript.language.lower().startswith("en") else [NOT_ENGLISH]
    return language + find_omissions(transcript, note)
