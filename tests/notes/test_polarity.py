import pytest

from pipeline.notes.polarity import Polarity, spoken

PRESENT, ABSENT = Polarity.PRESENT, Polarity.ABSENT
SAID = [
    (["Has the rash gone away?", "No."], ("rash", PRESENT)),
    (["The rash, has it gone away?", "Yes."], ("rash", PRESENT)),
    (["Does the headache get worse with light?", "No."], ("headache", PRESENT)),
    (["Is the cough still there?", "No."], ("cough", ABSENT)),
    (["Is there any cough?", "No."], ("cough", ABSENT)),
    (["I heard that you were a smoker.", "No, never."], ("smoking", ABSENT)),
    (["I heard that you were a smoker.", "Yes."], ("smoking", PRESENT)),
    (["It says here you have diabetes.", "No, I don't."], ("diabetes", ABSENT)),
    (["I heard you have diabetes.", "No problem."], ("diabetes", PRESENT)),
    (["You have pneumonia.", "No."], ("pneumonia", PRESENT)),
    (["Do you smoke?", "I quit five years ago."], ("smoking", ABSENT)),
    (["I quit smoking five years ago."], ("smoking", ABSENT)),
    (["I want to quit smoking."], ("smoking", PRESENT)),
    (["I quit my job with this headache."], ("headache", PRESENT)),
    (["I stopped using the cream and the rash came back."], ("rash", PRESENT)),
    (["Any thoughts of suicide?", "Not without a reason."], ("suicidal ideation", PRESENT)),
    (["Any cough?", "Never."], ("cough", ABSENT)),
    (["Good, other than the chest pain I get."], ("chest pain", PRESENT)),
]


@pytest.mark.parametrize(("utterances", "finding"), SAID)
def test_a_finding_is_there_or_not_as_the_talk_says(
    utterances: list[str], finding: tuple[str, Polarity]
) -> None:
    assert [(f.concept.name, f.polarity) for f in spoken(utterances)] == [finding]
