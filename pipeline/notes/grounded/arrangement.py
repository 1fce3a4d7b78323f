"""Selected drafts arranged under the note's inner headings."""

from collections.abc import Sequence

from pipeline.models import CheckOutcome, Evidence, SectionName
from pipeline.notes.evidence import check_sentence
from pipeline.notes.grounded.complaint import chief_complaint
from pipeline.notes.grounded.drafts import Draft
from pipeline.notes.grounded.layout import Block, Sentence, paragraphs
from pipeline.notes.grounded.reading import Conversation
from pipeline.notes.grounded.review import review
from pipeline.notes.grounded.selection import Scored

S, O, A, P = SectionName.SUBJECTIVE, SectionName.OBJECTIVE, SectionName.ASSESSMENT, SectionName.PLAN
_HEADINGS = (
    ("history", S, "HISTORY OF PRESENT ILLNESS", 3),
    ("past", S, "MEDICAL HISTORY", 1),
    ("social", S, "SOCIAL HISTORY", 1),
    ("family", S, "FAMILY HISTORY", 1),
    ("medications", S, "MEDICATIONS", 1),
    ("allergies", S, "ALLERGIES", 1),
    ("review", S, "REVIEW OF SYSTEMS", 1),
    ("vitals", O, "VITALS", 1),
    ("exam", O, "PHYSICAL EXAM", 1),
    ("results", O, "RESULTS", 1),
    ("assessment", A, "ASSESSMENT", 1),
    ("plan", P, "PLAN", 1),
)


def arrange(conversation: Conversation, drafts: Sequence[Draft], kept: Sequence[Scored]) -> list[Block]:
    """The blocks of the note, in reading order."""
    def finish(text: str, segments: Sequence[int], label: str | None = None) -> Sentence | None:
        said = [conversation.segments[i].text for i in segments]
        if check_sentence(text, said).outcome is not CheckOutcome.SUPPORTED:
            return None
        ids = [conversation.segments[i].id for i in segments]
        return Sentence(Evidence(sentence=text, segments=ids, check=CheckOutcome.SUPPORTED), label)

    blocks = []
    complaint = chief_complaint(conversation, drafts)
    if complaint and (sentence := finish(*complaint)):
        blocks.append(Block(S, "CHIEF COMPLAINT", ((sentence,),)))
    for section, name, heading, size in _HEADINGS:
        if section == "review":
            found = [finish(text, cited, system) for system, text, cited in review(drafts)]
        else:
            found = [finish(k.draft.text, k.draft.segments) for k in kept if k.section == section]
        blocks.append(Block(name, heading, paragraphs([s for s in found if s], size)))
    return blocks
