import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.arranging.review import review
from pipeline.notes.grounded.drafting.drafts import Draft
from pipeline.notes.grounded.drafting.exchanges import draft
from pipeline.notes.grounded.language.person import HE
from pipeline.notes.grounded.reading.units import split_units
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of


def drafted(*turns: str) -> list[Draft]:
    speakers = [Speaker.CLINICIAN if t.startswith("D:") else Speaker.PATIENT for t in turns]
    units = split_units(transcript_of([t[2:].strip() for t in turns], speakers).segments)
    return draft(units, Writer(HE))


def reviewed(drafts: list[Draft]) -> str:
    return " ".join(sentence for _, sentence, _ in review(drafts))


@pytest.mark.parametrize("reply", ["P: I did.", "P: Mm-hmm. I did.", "P: Yeah, it did."])
def test_a_yes_in_the_past_tense_tells_what_was(reply: str) -> None:
    drafts = drafted("D: Any trouble swallowing?", reply)
    assert drafts[0].text == "He had trouble swallowing."
    assert reviewed(drafts) == ""


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("D: Any trouble swallowing?", "P: Yes, I do."),
        ("D: Did you have any nausea?", "P: I did."),
        ("D: Any trouble swallowing?", "P: I had it this morning and it is still there."),
    ],
)
def test_other_affirmations_stay_as_they_were(asked: str, reply: str) -> None:
    assert not any(d.over for d in drafted(asked, reply))


@pytest.mark.parametrize(
    "turns",
    [
        ("P: I felt some tingling in my left hand on Friday. And then that seemed to go away.",),
        ("P: I have had a rash. It has cleared up.",),
        ("D: Any vomiting?", "P: Yes.", "D: And that has resolved?", "P: Yes."),
        ("P: The cough got better after a week.",),
        ("P: I was having chest pain last month, but it stopped.",),
        ("P: I had a runny nose initially.",),
    ],
)
def test_a_symptom_told_to_be_gone_is_not_reported_in_the_review(turns: tuple[str, ...]) -> None:
    drafts = drafted(*turns)
    assert drafts
    assert reviewed(drafts) == ""


@pytest.mark.parametrize(
    "turns",
    [
        ("P: I have had a rash. It went away for a day.",),
        ("P: I feel nausea. That goes away when I eat.",),
        ("D: Any vomiting?", "P: Yes.", "D: And has it stopped?", "P: No."),
    ],
)
def test_a_symptom_that_comes_and_goes_is_reported(turns: tuple[str, ...]) -> None:
    assert "Reports" in reviewed(drafted(*turns))


def test_what_a_symptom_was_taken_for_is_none() -> None:
    drafts = drafted("D: Any chest pain?", "P: Slightly, but I thought it was just heartburn.")
    assert [d.text for d in drafts] == [
        "He reports slight chest pain.",
        "Slightly, but he thought it was heartburn.",
    ]
    assert reviewed(drafts) == "Reports slight chest pain."


@pytest.mark.parametrize(
    "turns",
    [
        ("P: I have a rash.", "D: And the cough you had, has it gone away?", "P: Yes."),
        ("P: I have a rash.", "D: And the lump, has it gone away?", "P: Yes."),
        ("P: I have a rash and a cough.", "D: The cough, has it gone away?", "P: Yes."),
        ("P: I have a rash.", "D: Has it gone away?", "P: Yes, but it came back."),
        ("P: I have a rash.", "D: Has it gone away?", "P: Yes. It returned on Sunday."),
        ("P: I have a rash. It went away with the cream but now it is everywhere.",),
        ("P: I have a rash. It's gone away and come back.",),
        ("P: I have a rash. It went away. Then it came back.",),
    ],
)
def test_a_symptom_that_is_back_or_was_not_asked_about_is_reported(turns: tuple[str, ...]) -> None:
    assert "rash" in reviewed(drafted(*turns))


def test_a_symptom_asked_about_by_name_is_over() -> None:
    turns = ("P: I have a rash.", "D: And the rash, has it gone away?", "P: Yes.")
    assert any(d.over for d in drafted(*turns))


def test_thoughts_of_self_harm_are_never_over() -> None:
    drafts = drafted("D: Any thoughts of hurting yourself?", "P: I did. They went away.")
    assert "suicidal ideation" in reviewed(drafts)
