import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.dependence import hangs
from pipeline.notes.grounded.reading.units import split_units
from tests.notes.conftest import transcript_of

HANGS = [
    ("D: I know we have you on the lisinopril. Are you still taking that?", "P: I stopped it in May."),
    ("D: How is it?", "P: I carry the spray for whenever. I have a spell of wheezing."),
    ("D: And the boosters?", "P: I'm really hoping. I don't need another one this fall."),
    ("D: And now?", "P: I'm hoping now that the cast is off that. I'll sleep better again."),
    ("D: But when you do have a spell. You should be using this spray.",),
    ("D: Rest first, and the drops if it does not clear up. Then we can do a swab.",),
    ("D: I'll send a urine test just to be. Sure, we are not overlooking a stone.",),
    ("D: Take the pills with you just in case. It does come back. I want you to take one.",),
    ("D: You'll be lifting heavier weights. When you see the trainer, but ask him first.",),
    ("D: Any swelling?", "P: Not if I sit most of the day."),
    ("D: How was it?", "P: A long night in a ward so not a thing. I would do again either."),
    ("P: I sleep on two pillows. So I could breathe.",),
    ("P: Will the drops work? So I don't wake up again.",),
    ("D: Your belly is tender.", "P: It's cancer.", "D: No no, it is only a strain."),
    ("P: My peak flows are usually over 300. But lately my peak flows have been low.",),
]
STANDS = [
    ("P: My peak flows are usually over 300. But lately I sleep badly.",),
    ("D: I know we have you on the lisinopril. Are you still taking that?", "P: Yes, every day."),
    ("D: How is it?", "P: I use the spray twice a day. I have a spell of wheezing."),
    ("P: I hope it gets better. I still have a cough.",),
    ("D: Call me if it gets worse. You should rest this week.",),
    ("P: I have a cough.", "D: No problem, let me listen."),
    ("D: We'll get a strep test just in case. Take ibuprofen 600. You should avoid alcohol.",),
    ("P: I only did it once. I have chest pain every day.",),
    ("P: This is the first time. I have blood in my stool.",),
    ("D: Take two tablets each time. You need to see the surgeon next week.",),
    ("D: Use the inhaler whenever. You should call 911 for chest pain.",),
    ("D: Stay off the leg until. Return in two weeks.",),
    ("P: It happened one time.", "D: I'm going to start you on metoprolol 25 milligrams daily."),
    ("P: It hurts and when I walk it gets worse. I have numbness in my foot.",),
    (
        "D: Rest and if you have trouble breathing go to the emergency room. "
        "You will take prednisone 40 milligrams for five days.",
    ),
    ("P: I passed out twice.", "D: Oh no, that's not good."),
    ("P: So I could not walk for two days. So I could barely breathe.",),
    ("P: I hardly smoke anymore.",),
    ("P: I barely sleep anymore.",),
    ("D: I see you're taking metoprolol. Still taking it every day?", "P: Every day."),
    ("D: Hopefully the rash clears. Your potassium was high.",),
]


def some_hang(said: tuple[str, ...]) -> bool:
    speakers = [Speaker.CLINICIAN if t.startswith("D:") else Speaker.PATIENT for t in said]
    units = split_units(transcript_of([t[2:].strip() for t in said], speakers).segments)
    return any(hangs(i, units) for i in range(len(units)))


@pytest.mark.parametrize("turns", HANGS)
def test_a_sentence_cut_from_its_condition_hope_or_purpose_is_no_statement(turns: tuple[str, ...]) -> None:
    assert some_hang(turns)


@pytest.mark.parametrize("turns", STANDS)
def test_a_sentence_of_its_own_stands(turns: tuple[str, ...]) -> None:
    assert not some_hang(turns)
