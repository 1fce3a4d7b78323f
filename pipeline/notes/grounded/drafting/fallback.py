"""Drafts that the check supports; one that fails gets a closer-to-verbatim form before it is dropped."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from pipeline.notes.facts import content_words
from pipeline.notes.grounded.drafting.conversation import Conversation
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.drafting.listing import denial
from pipeline.notes.grounded.drafting.statements import worth_writing
from pipeline.notes.grounded.language.person import third_person
from pipeline.notes.grounded.reading.others import is_anothers
from pipeline.notes.grounded.wording.phrasing import Writer

_CLAUSE = re.compile(
    r"(?:,? (?:and|but|so))* (?=(?:there (?:is|are|was)|i (?:do|also|still|see|hear|notice|appreciate)"
    r"|(?:he|she|they|it) (?:has|have|is|are|does|do)|we will|on (?:his|her|their|the) [\w ]{2,25}exam"
    r"|(?:listen|look)(?:ing)? (?:to|at))\b)"
    r"|,? but ",
    re.I,
)
_GOVERNS = re.compile(
    r"\b(?:if|whether|that|because|when|since|case|hopefully|so|after|until|unless|what|which|sure|who"
    r"|how|where)$",
    re.I,
)
_LEAST_WORDS = 3


def supported(conversation: Conversation) -> list[Draft]:
    """The drafts of a conversation that their segments support, some of them reworded or cut."""
    return [kept for draft in conversation.drafts for kept in _supported(draft, conversation)]


def _supported(draft: Draft, conversation: Conversation) -> Iterable[Draft]:
    if conversation.supports(draft.text, draft.segments):
        return (draft,)
    return [d for d in _closer(draft, conversation) if conversation.supports(d.text, d.segments)]


def _closer(draft: Draft, conversation: Conversation) -> Iterator[Draft]:
    """Forms of a draft that fails: of a list, what holds; of a statement, its words, else its clauses."""
    writer = conversation.writer
    if draft.kind is Kind.DENIAL and len(draft.wordings) > 1:
        held = [w for w in draft.wordings if conversation.supports(denial([w], writer), draft.segments)]
        if held:
            yield replace(draft, text=denial(held, writer), wordings=tuple(held))
    elif draft.unnamed:
        yield replace(draft, text=draft.unnamed, units=draft.units[:1], unnamed="")
    elif draft.kind is Kind.STATEMENT:
        spoken = writer.sentence(
            third_person(draft.units[0].text.rstrip(".?! "), writer.who, first=draft.by_patient)
        )
        if conversation.supports(spoken, draft.segments):
            yield replace(draft, text=spoken)
        else:
            yield from _clauses(draft, writer)


def _clauses(draft: Draft, writer: Writer) -> Iterator[Draft]:
    pieces = [p.strip(" ,.") for p in _CLAUSE.split(draft.text)]
    for before, piece in pairwise(["", *pieces]) if len(pieces) > 1 else ():
        if (
            not _GOVERNS.search(before)
            and len(piece.split()) >= _LEAST_WORDS
            and content_words(piece)
            and worth_writing(draft.units[0], piece)
            and not (draft.by_patient and is_anothers(piece, draft.text.partition(piece)[0]))
        ):
            yield replace(draft, text=writer.sentence(piece))
