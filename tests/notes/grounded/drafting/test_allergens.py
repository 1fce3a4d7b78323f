import pytest

from pipeline.notes.grounded.drafting.allergens import allergic_to
from pipeline.notes.grounded.language.person import HE, THEY


def test_a_named_allergen_is_joined_with_its_reaction() -> None:
    found = allergic_to("Are you allergic to anything?", ["Yes, penicillin.", "It gave me a rash."], HE)
    assert found is not None
    assert found.text == "he is allergic to penicillin (rash)"
    assert found.replies == 2


def test_a_yes_may_stand_before_the_name() -> None:
    found = allergic_to("Do you have any allergies?", ["Yes.", "Shellfish."], THEY)
    assert found is not None
    assert found.text == "they are allergic to shellfish"


@pytest.mark.parametrize("reply", ["No.", "Not that I know of.", "Yes.", "I am not sure.", "Yes, I do."])
def test_a_reply_that_names_nothing_states_no_allergy(reply: str) -> None:
    assert allergic_to("Are you allergic to anything?", [reply], HE) is None


def test_another_question_is_not_about_allergies() -> None:
    assert allergic_to("Do you take anything?", ["Yes, penicillin."], HE) is None


def test_an_allergen_named_before_its_reaction_in_one_sentence_is_an_allergy() -> None:
    found = allergic_to("Any allergies?", ["Just latex, if I wear the gloves it'll give me a rash."], HE)
    assert found
    assert found.text == "he is allergic to latex"


@pytest.mark.parametrize(
    ("asked", "reply"),
    [
        ("What do you take for your allergies?", "Zyrtec."),
        ("Are you using anything for asthma and allergies?", "I'm using my spray every night."),
        ("Are you allergic", "To any foods?"),
    ],
)
def test_what_is_taken_for_allergies_is_no_allergen(asked: str, reply: str) -> None:
    assert allergic_to(asked, [reply], HE) is None


def test_every_allergen_of_a_list_is_kept_before_its_reaction() -> None:
    found = allergic_to("Any allergies?", ["Amoxicillin, codeine, and latex, they all make me itch."], HE)
    assert found
    assert found.text == "he is allergic to amoxicillin, codeine, and latex"
