import pytest

from pipeline.notes.grounded.wording.doublets import without_doublets


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("there is ecchymosis or bruising of the heel", "there is ecchymosis of the heel"),
        ("no swelling or edema of the toes", "no edema of the toes"),
        ("acute nephrolithiasis or kidney stone", "acute nephrolithiasis"),
        ("she has bursitis, which is inflammation of the bursa, and a cyst", "she has bursitis, and a cyst"),
        ("trace edema of both feet, which is swelling in the ankles", "trace edema of both feet"),
    ],
)
def test_a_term_stands_without_its_lay_name(said: str, written: str) -> None:
    assert without_doublets(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "nausea or vomiting",
        "there is edema and swelling",
        "ulcerative colitis or Crohn's disease",
        "heartburn or indigestion",
        "edema of the foot, which is swelling of the left ankle",
        "edema of the foot, which is not swelling of the calf",
        "bursitis, which is worse at night",
        "gastritis, which is inflammation of the stomach from naproxen",
        "arthritis, which is inflammation of the right hip",
    ],
)
def test_what_is_not_one_thing_said_twice_stays(said: str) -> None:
    assert without_doublets(said) == said
