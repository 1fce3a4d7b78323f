"""A short encounter, and a model that writes its note well."""

from pipeline.models import NoteOptions, SectionName, SoapNote, Speaker
from tests.notes.conftest import transcript_of
from tests.notes.llm.conftest import Body, section_of, sentences

TURNS = [
    "What brings you in?",
    "I have had a cough for three days.",
    "Any fever?",
    "No.",
    "Your blood pressure is one twenty over eighty.",
    "I think it is bronchitis. Take ibuprofen 400 milligrams twice a day.",
]
SPEAKERS = [Speaker.CLINICIAN, Speaker.PATIENT] * 2 + [Speaker.CLINICIAN] * 2
SAID = transcript_of(TURNS, SPEAKERS)
OPTIONS = NoteOptions(specialty="physician")
GOOD = {
    "subjective": sentences(
        ("history", [2], "The patient has had a cough for three days."), ("review", [3, 4], "Denies fever.")
    ),
    "objective": sentences(("vitals", [5], "Blood pressure 120/80.")),
    "assessment": sentences(("assessment", [6], "Bronchitis.")),
    "plan": sentences(("plan", [6], "Take ibuprofen 400 mg twice a day.")),
}


def good(body: Body) -> str:
    return GOOD[section_of(body)]


def all_text(note: SoapNote) -> str:
    return "\n".join(getattr(note, section) for section in SectionName)
