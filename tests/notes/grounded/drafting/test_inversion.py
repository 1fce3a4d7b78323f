import pytest

from pipeline.notes.grounded.drafting.inversion import invert
from pipeline.notes.grounded.language.person import HE


def test_the_finding_that_this_points_at_belongs_to_the_subject() -> None:
    said = invert("Has this pain changed at all since yesterday?", HE, yes=False)
    assert said == "this pain has not changed at all since yesterday"


def test_a_yes_to_anything_states_nothing() -> None:
    assert invert("Are you allergic to anything?", HE, yes=True) is None


def test_a_yes_to_anyone_is_about_someone() -> None:
    assert invert("Do you live with anyone?", HE, yes=True) == "he lives with someone"


def test_a_recap_states_nothing_by_itself() -> None:
    assert invert("You said four days ago?", HE, yes=True) is None


def test_a_choice_is_not_answered_by_no() -> None:
    assert invert("Are they prescribed or over the counter?", HE, yes=False) is None


def test_a_yes_to_any_of_several_is_about_some_of_them() -> None:
    said = invert("Have you had any fever after any of your infusions?", HE, yes=True)
    assert said == "he has had fever after some of his infusions"
    assert invert("Did you take any of your drops?", HE, yes=True) == "he took some of his drops"


def test_a_yes_drops_the_yet_of_the_question() -> None:
    assert invert("Did you get the scan yet?", HE, yes=True) == "he got the scan"


@pytest.mark.parametrize(
    ("supposed", "denied"),
    [
        ("you take the losartan?", "he does not take the losartan"),
        ("and you still smoke, is that right?", "he does not smoke"),
        ("you're using the inhaler?", "he is not using the inhaler"),
        ("you take 20 milligrams of losartan?", None),
        ("you're not sleeping?", None),
        ("you fell?", None),
    ],
)
def test_a_no_denies_what_the_clinician_supposes(supposed: str, denied: str | None) -> None:
    assert invert(supposed, HE, yes=False) == denied


@pytest.mark.parametrize("reply", ["no, at noon", "no. two a day", "no problem with that", "no, wait, yes"])
def test_a_no_that_says_more_denies_nothing_that_was_supposed(reply: str) -> None:
    assert invert("you take the losartan?", HE, yes=False, reply=reply) is None


def test_a_no_alone_denies_what_was_supposed() -> None:
    assert invert("you take it?", HE, yes=False, reply="No, sir. I don't.") == "he does not take it"


@pytest.mark.parametrize(
    ("asked", "stated"),
    [
        ("Does the eye ointment help?", "the eye ointment does not help"),
        ("Have the night sweats stopped?", "the night sweats have not stopped"),
        ("Is the new inhaler working?", "the new inhaler is not working"),
        ("Did the blood in your urine clear?", "the blood in his urine did not clear"),
    ],
)
def test_a_subject_of_several_words_is_kept_whole(asked: str, stated: str) -> None:
    assert invert(asked, HE, yes=False) == stated


@pytest.mark.parametrize(
    ("asked", "stated"),
    [
        ("Are your stools hard?", "his stools are hard"),
        ("Is your knee stiff?", "his knee is stiff"),
        ("Do your ankles swell?", "his ankles swell"),
        ("Have the shakes stopped?", "the shakes have stopped"),
    ],
)
def test_a_part_of_the_patient_keeps_the_number_that_it_was_asked_in(asked: str, stated: str) -> None:
    assert invert(asked, HE, yes=True) == stated
