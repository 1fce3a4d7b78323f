import pytest

from pipeline.notes.grounded.wording.marks import with_marks


@pytest.mark.parametrize(
    ("said", "written"),
    [
        (
            "he has high potassium it is checked every month",
            "he has high potassium; it is checked every month",
        ),
        ("she takes aspirin ramipril and digoxin", "she takes aspirin, ramipril and digoxin"),
        ("she takes aspirin and ramipril", "she takes aspirin and ramipril"),
        ("his feet have sores they are dry", "his feet have sores they are dry"),
        ("his feet had two sores they were both dry", "his feet had two sores; they were both dry"),
        ("his potassium is 5.4 it is high", "his potassium is 5.4 and high"),
        ("we will order an echo she will return in May", "we will order an echo; she will return in May"),
        ("if she still has pain we will order an MRI", "if she still has pain, we will order an MRI"),
        ("take losartan daily continue the insulin", "take losartan daily and continue the insulin"),
        ("no redness or swelling no effusion", "no redness or swelling, no effusion"),
        ("pain flexion extension of the hip", "pain with flexion and extension of the hip"),
        ("he tried ibuprofen it helped a bit", "he tried ibuprofen; it helped a bit"),
        ("sensation is intact gait is steady", "sensation is intact; gait is steady"),
        ("a possible fracture feeling some crepitus", "a possible fracture, with some crepitus"),
        ("we will see, how she does", "we will see how she does"),
        ("a mild rash however, her skin is dry", "a mild rash; however, her skin is dry"),
        ("regular rhythm do not appreciate any rubs", "regular rhythm, no rubs"),
        ("tendons intact noticed some swelling", "tendons intact; swelling"),
        ("she has strong pulses no edema", "she has strong pulses, no edema"),
        ("swelling bruising of the heel", "swelling, bruising of the heel"),
        ("mild swelling ecchymosis mild swelling and warmth", "mild swelling, ecchymosis and warmth"),
        ("no clicks rubs or gallops", "no clicks, rubs or gallops"),
        ("a history of asthma diabetes", "a history of asthma and diabetes"),
        ("a cyst, that had some fluid", "a cyst that had some fluid"),
        ("she needs an MRI a urinalysis and a biopsy", "she needs an MRI, a urinalysis and a biopsy"),
    ],
)
def test_a_mark_stands_where_a_clause_or_an_item_surely_begins(said: str, written: str) -> None:
    assert with_marks(said) == written


@pytest.mark.parametrize(
    "said",
    [
        "she has less of the ankle pain she was having",
        "he does not believe it is broken",
        "she told the nurse the time it was worst",
        "he takes the largest dose they are willing to give",
        "the biggest concern she will have is the stairs",
        "he used to take it daily stop for now",
        "the patient no longer smokes and has no pain",
        "No swelling feeling crepitus",
    ],
)
def test_a_clause_that_may_belong_to_the_words_before_it_stays(said: str) -> None:
    assert with_marks(said) == said
