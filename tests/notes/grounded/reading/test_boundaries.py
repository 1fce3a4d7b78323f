import pytest

from pipeline.notes.grounded.reading.boundaries import restore

RUN_ON = (
    "alright so your heart is regular rate and rhythm. your lungs are clear. there is no swelling in your"
    " legs. so i'm going to start you on amlodipine five milligrams once a day. and i want you to check your"
    " pressure at home. we will see you back in a month",
    "her sugar has been high. she takes metformin twice a day. she does not check her feet",
    "my back has been hurting for two weeks. i lifted a box at work and it got worse. i took some ibuprofen."
    " it did not help",
)


@pytest.mark.parametrize("said", RUN_ON)
def test_clauses_that_run_on_without_marks_become_sentences(said: str) -> None:
    assert restore(said.replace(".", ""), punctuated=False) == said


def test_speech_with_marks_of_its_own_is_left_alone() -> None:
    said = (
        "I fell, and it hurt, so I took two pills. It helped a little, but not for long. Then it came back."
    )
    assert restore(said, punctuated=False) == said


@pytest.mark.parametrize("amount", ["forty five", "ten milligrams twice a day", "five milligrams once daily"])
def test_no_mark_falls_within_an_amount(amount: str) -> None:
    said = f"i looked at all of it again and it is {amount} and we can leave it at that i think for now"
    assert amount in restore(said, punctuated=False)
