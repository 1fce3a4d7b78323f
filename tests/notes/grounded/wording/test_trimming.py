import pytest

from pipeline.notes.grounded.wording.trimming import is_cut, trimmed

OVERHANGS = [
    ("We will look into that and then, her hip is stiff", "her hip is stiff"),
    ("We will order more testing for", "We will order more testing"),
    ("We will repeat the CBC to make sure everything else is okay with it", "We will repeat the CBC"),
    ("I reviewed the results and there is no nodule", "there is no nodule"),
    ("Losartan and the chlorthalidone but I cannot pronounce it", "Losartan and the chlorthalidone"),
    ("We may do an ablation, which is essentially a burn of the tissue", "We may do an ablation"),
    ("Tender over the joint, which is right above her heel", "Tender over the joint"),
    ("He will take losartan daily and stay on top of that", "He will take losartan daily"),
    ("She has a rash and we talked about a lot of other things", "She has a rash"),
    ("My toe and then noticed that she has chills", "she has chills"),
    ("We will press on his foot now alright heel tender to touch", "heel tender to touch"),
    ("The rash is gone and on her neck exam", "The rash is gone"),
    ("He walks every day, thank goodness for that", "He walks every day"),
    ("Strong grip in both hands alright and then", "Strong grip in both hands"),
    ("We can see her in two weeks and based on the labs", "We can see her in two weeks"),
    ("He has had it for years now, but otherwise", "He has had it for years"),
    ("The thyroid so we will recheck the TSH", "we will recheck the TSH"),
    ("We will order a bone scan to assess", "We will order a bone scan"),
    ("She will stop smoking on Sunday and on that day", "She will stop smoking on Sunday"),
    ("Tender over the wrist but her thumb", "Tender over the wrist"),
    ("The gate and he fell on the ice", "he fell on the ice"),
    ("He had an ultrasound today so on his results for the ultrasound scan", "He had an ultrasound today"),
    ("She was rowing on Sunday and as she was turning the boat", "She was rowing on Sunday"),
    ("There is no pain when I press on it", "There is no pain to palpation"),
    ("A regular rhythm with no murmurs that", "A regular rhythm with no murmurs"),
]


@pytest.mark.parametrize(("text", "left"), OVERHANGS)
def test_what_hangs_over_from_the_neighbours_goes(text: str, left: str) -> None:
    assert trimmed(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "Lisinopril 10 mg and he is on aspirin",
        "A bad cough and he has chills",
        "The pain is on the right",
        "Take it with food and we will see",
        "She is feeling okay",
        "Her thyroid was fine so on her labs the sodium is 121",
        "The thigh is soft except when I push here",
    ],
)
def test_facts_and_whole_sentences_stay(text: str) -> None:
    assert trimmed(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "There is.",
        "His sugars are running below.",
        "She has been told.",
        "It was a.",
        "He has been taking.",
        "We will order.",
        "He is hoping.",
    ],
)
def test_a_sentence_that_ends_on_a_word_that_needs_another_is_cut(text: str) -> None:
    assert is_cut(text)


@pytest.mark.parametrize(
    "text",
    [
        "It comes once in a while.",
        "She does not know what it is.",
        "He is better.",
        "He has had a cough ever since.",
    ],
)
def test_a_sentence_with_its_own_end_is_not_cut(text: str) -> None:
    assert not is_cut(text)
