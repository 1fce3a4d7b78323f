import pytest

from tests.notes.grounded.wording.test_antecedents import sentences


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("D: On your left elbow exam, I see a scar. There is some swelling.", "Swelling of her left elbow."),
        ("D: On an abdominal exam, there is no tenderness to palpation.", "of her abdomen."),
        (
            "D: Your belly is soft. There is no tenderness as I push around there.",
            "palpation of her abdomen.",
        ),
        ("D: I saw the film of your neck, and you have a bit of arthritis there.", "arthritis in her neck."),
    ],
)
def test_a_finding_takes_the_part_of_the_body_named_just_before(said: str, written: str) -> None:
    assert any(s.lower().endswith(written.lower().removeprefix("swelling")) for s in sentences(said))


@pytest.mark.parametrize(
    "said",
    [
        "D: I looked at your left elbow and your wrist. There is some swelling.",
        "D: Both of your elbows are stiff. There is some swelling.",
        "D: Your elbow is stiff. You walk well. You see well. There is some swelling.",
        "P: My elbow is stiff. There is some swelling.",
        "D: Your left elbow is stiff. On the right you bend it. There is some swelling.",
        "D: Your left elbow is stiff, on the right you bend it. There is some swelling.",
        "D: Your elbow is normal. There is some swelling.",
        "D: The elbow looks pretty good. There is some swelling.",
    ],
)
def test_a_finding_whose_site_is_not_sure_stays_as_it_was_said(said: str) -> None:
    assert not any("swelling of" in s.lower() for s in sentences(said))
