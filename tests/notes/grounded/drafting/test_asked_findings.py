import pytest

from pipeline.models import NoteOptions
from pipeline.notes.engine import load_engine
from pipeline.notes.text import read_text

OPENS = "D: What brings you in?\nP: I have had a headache since Monday.\n"
TOLD = [
    ("D: Has the rash gone away?\nP: No.", "The rash has not gone away."),
    ("D: The rash, has it gone away?\nP: Yes.", "The rash has gone away."),
    ("D: And the rash you had, has it gone away?\nP: Yes.", "The rash has gone away."),
    ("D: Is the cough better?\nP: No.", "The cough is not better."),
    ("D: I heard that you were a smoker.\nP: No, never.", "Denies smoking."),
    ("D: It says here you have diabetes.\nP: No, I don't.", "enies diabetes."),
    (
        "D: Any thoughts of suicide?\nP: Not without a reason.",
        "thoughts of suicide, but not without a reason",
    ),
    ("D: Do you smoke?\nP: I quit five years ago.", "Quit smoking 5 years ago."),
    ("D: Any fever or chills?\nP: I don't have chills.", "Denies chills."),
    ("D: What colour is the mucus?\nP: A little yellow. There's no blood in it.", "no blood in the mucus"),
    ("D: How is the stool?\nP: Watery. No blood in it.", "Denies blood in the stool."),
    ("P: I bring up yellow phlegm.\nD: Any blood in it?\nP: No.", "Denies blood in the phlegm."),
    ("D: Did the blood in your stool stop?\nP: No.", "The blood in their stool did not stop."),
    ("D: Is the back pain worse at night?\nP: No.", "The back pain is not worse at night."),
    ("D: Has your shortness of breath eased?\nP: No.", "shortness of breath has not eased."),
    ("D: Do these fevers come with a rash?\nP: No.", "These fevers do not come with a rash."),
    ("D: Have the hallucinations returned?\nP: No.", "enies hallucinations"),
    ("D: Did the rash come back?\nP: No.", "enies rash"),
    ("D: When was your last period?\nP: In May. I missed the last one.", "issed their last period."),
]
UNTOLD = [
    ("D: Did the rash come back?\nP: No.", "eports rash"),
    ("D: The tingling, is it in both feet?\nP: No.", "bilateral"),
    ("D: Has the rash gone away?\nP: No.", "enies rash"),
    ("D: I heard that you were a smoker.\nP: No, never.", "moker"),
    ("D: Any fever or chills?\nP: I don't have chills.", "fever"),
    ("P: I have urine leaks and diarrhea.\nD: Any blood in it?\nP: No.", "blood in the"),
]


def _subjective(talk: str) -> str:
    note = load_engine("grounded").write(read_text(OPENS + talk), NoteOptions(specialty="physician"))
    return note.subjective


@pytest.mark.parametrize(("talk", "told"), TOLD)
def test_an_answer_tells_what_it_settles(talk: str, told: str) -> None:
    assert told in _subjective(talk)


@pytest.mark.parametrize(("talk", "untold"), UNTOLD)
def test_an_answer_tells_no_more_than_it_settles(talk: str, untold: str) -> None:
    assert untold not in _subjective(talk)
