import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.conversation import read_conversation
from tests.notes.conftest import transcript_of


def drafted(*turns: str) -> list[str]:
    speakers = [Speaker.CLINICIAN if i % 2 == 0 else Speaker.PATIENT for i in range(len(turns))]
    conversation = read_conversation(transcript_of(list(turns), speakers).segments, "male")
    return [d.text for d in conversation.drafts if conversation.supports(d.text, d.segments)]


@pytest.mark.parametrize(
    ("asked", "replied", "told"),
    [
        (
            "What have you taken for the headache?",
            "Some naproxen, but it wears off.",
            "He has taken naproxen, but it wears off.",
        ),
        (
            "And what are you doing for the pain?",
            "Ice and a bit of Aleve.",
            "He is using ice and a bit of Aleve for the pain.",
        ),
    ],
)
def test_remedies_named_without_a_verb_were_taken_or_used(asked: str, replied: str, told: str) -> None:
    assert drafted(asked, replied) == [told]


def test_what_did_nothing_and_what_has_a_verb_of_its_own_is_no_bare_answer() -> None:
    assert not any(
        "has taken" in d for d in drafted("What have you taken for it?", "Nothing, not even Advil.")
    )
    told = drafted("What have you taken for it?", "My wife gave me an Advil.")
    assert not any(d.startswith("He has taken") for d in told)


def test_a_but_that_takes_nothing_back_leaves_the_names_as_taken() -> None:
    asked = "And what is the medication that you are taking?"
    told = drafted(asked, "I'm taking losartan.", "Okay.", "And the atorvastatin. But those are small.")
    assert "He is on atorvastatin." in told


@pytest.mark.parametrize("replied", ["No heat, just rest and ice.", "Yoga, and drinking vodka."])
def test_a_denied_remedy_and_a_deed_are_not_listed_among_the_remedies(replied: str) -> None:
    told = drafted("What have you tried for it?", replied)
    assert not any(d.startswith("He has tried") for d in told)


def test_medications_named_on_after_a_nod_are_what_the_patient_is_on() -> None:
    told = drafted(
        "Which medications do you take?", "I take losartan in the morning.", "Okay.", "And the atorvastatin."
    )
    assert "He is on atorvastatin." in told
    told = drafted(
        "Which medications do you take?", "I take losartan.", "Okay.", "And atorvastatin, but not any more."
    )
    assert not any("on atorvastatin" in d for d in told)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I do ice and naproxen after work.", "He uses ice and naproxen after work."),
        ("I've done some Aleve for the knee.", "He has taken Aleve for the knee."),
        ("I did a heating pad and Aleve on Sunday.", "He used a heating pad and Aleve on Sunday."),
    ],
)
def test_a_remedy_that_is_done_is_used_or_taken(said: str, told: str) -> None:
    assert told in drafted("How is the knee?", said)


def test_a_rating_has_the_scale_named_before_the_question() -> None:
    told = drafted(
        "Zero is no pain and ten is the worst pain. Can you rate your pain for me?", "It's a seven."
    )
    assert "His pain is 7/10." in told


def test_how_often_may_be_answered_by_when() -> None:
    told = drafted("How often do you use your inhaler?", "Only when it gets really cold out.")
    assert told == ["He uses his inhaler only when it gets cold out."]


def test_a_measure_that_keeps_is_named() -> None:
    told = drafted("How has your weight been?", "Pretty stable, although I could lose a few pounds.")
    assert told == ["His weight is stable, although he could lose a few pounds."]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I start rowing in May, because of my wrist, I had to stop rowing.", "He starts rowing in May."),
        ("I carried a crate in and then I felt like this snap in my back.", "He felt a snap in his back."),
        (
            "I haven't had any vomiting but slight bloating.",
            "He has not had any vomiting, but has slight bloating.",
        ),
        ("I'm a pretty active guy and I row twice a week.", "He is active and he rows twice a week."),
    ],
)
def test_spoken_turns_are_written_plainly(said: str, told: str) -> None:
    assert any(told.rstrip(".") in d for d in drafted("Tell me about that.", said))


def test_an_echo_gives_way_to_the_medications_that_the_reply_names() -> None:
    told = drafted(
        "Have you tried to take any medications for the swelling?", "Yeah, I've been taking naproxen."
    )
    assert told == ["He has been taking naproxen."]


def test_what_was_talked_about_before_is_no_plan() -> None:
    told = drafted("We had talked about, you know. We want to avoid going to surgery.", "Okay.")
    assert not any("surgery" in d for d in told)
