from pipeline.models import SectionName, Speaker
from pipeline.notes.llm.answers import Answered
from pipeline.notes.llm.checking import Checked, check
from pipeline.notes.llm.passages import Said, hear
from pipeline.notes.llm.placement import placed
from tests.notes.conftest import transcript_of

TURNS = [
    "Any cough?",
    "A dry cough for three days.",
    "I think it is bronchitis.",
    "Okay.",
    "Your cough is dry.",
]
SPEAKERS = [Speaker.CLINICIAN, Speaker.PATIENT] * 2 + [Speaker.CLINICIAN]
SAID = hear(transcript_of(TURNS, SPEAKERS))
COUGH = "The patient has had a dry cough for three days."


def sections(said: Said, **texts: tuple[str, list[int]]) -> dict[SectionName, list[Checked]]:
    found: dict[SectionName, list[Checked]] = {section: [] for section in SectionName}
    for name, (text, lines) in texts.items():
        answered = Answered(name, text, tuple(lines))
        found[SectionName(name)].append(check(answered, said, within=range(len(said.texts))))
    return placed(found, said)


def texts(found: dict[SectionName, list[Checked]], section: SectionName) -> list[str]:
    return [checked.text for checked in found[section]]


def test_a_complaint_in_the_plan_belongs_to_the_history() -> None:
    found = sections(SAID, plan=(COUGH, [2]), assessment=("Bronchitis.", [3]))
    assert texts(found, SectionName.PLAN) == []
    assert texts(found, SectionName.SUBJECTIVE) == [COUGH]
    assert found[SectionName.SUBJECTIVE][0].part == "history"
    assert texts(found, SectionName.ASSESSMENT) == ["Bronchitis."]


def test_a_complaint_that_the_history_tells_already_is_not_told_twice() -> None:
    again = "The patient has a dry cough for three days."
    found = sections(SAID, subjective=(COUGH, [2]), assessment=(again, [1, 2]), plan=(again, [2]))
    assert texts(found, SectionName.SUBJECTIVE) == [COUGH]
    assert texts(found, SectionName.ASSESSMENT) == texts(found, SectionName.PLAN) == []


def test_what_the_clinician_says_too_stays_and_cites_the_clinician() -> None:
    found = sections(SAID, objective=("The cough is dry.", [2]))
    assert [checked.segments for checked in found[SectionName.OBJECTIVE]] == [(4,)]


def test_a_sentence_that_failed_its_check_stays_where_the_reader_is_warned_of_it() -> None:
    found = sections(SAID, plan=("Take ibuprofen 400 mg for the cough.", [2]))
    assert texts(found, SectionName.PLAN) == ["Take ibuprofen 400 mg for the cough."]


def test_nothing_moves_where_it_is_not_known_who_speaks() -> None:
    found = sections(hear(transcript_of(TURNS)), plan=(COUGH, [2]))
    assert texts(found, SectionName.PLAN) == [COUGH]
