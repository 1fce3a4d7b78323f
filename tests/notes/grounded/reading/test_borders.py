from pipeline.models import Segment, Speaker, Word
from pipeline.notes.grounded.drafting.conversation import read_conversation
from pipeline.notes.grounded.drafting.fallback import supported
from pipeline.notes.grounded.reading.borders import with_borders
from tests.notes.conftest import transcript_of


def segment(text: str, pauses: dict[str, float] | None = None) -> Segment:
    """A segment whose words last 0.3 s; ``pauses`` are the seconds of silence after a word."""
    words, at = [], 0.0
    for word in text.split():
        words.append(Word(start=at, end=at + 0.3, text=word, probability=1))
        at += 0.3 + (pauses or {}).get(word, 0.0)
    return Segment(id="a", start=0, end=at, text=text, words=words)


def test_a_capital_on_an_opening_word_begins_a_sentence() -> None:
    said = segment("take it twice a day We will get an x-ray today What if it gets worse?")
    assert (
        with_borders(said).text == "take it twice a day. We will get an x-ray today. What if it gets worse?"
    )


def test_names_and_i_keep_their_capitals_without_a_border() -> None:
    said = segment("when I saw Doctor Hill on Monday I had a cough and I took Tylenol for it")
    assert with_borders(said) == said


def test_a_pause_ends_a_sentence_only_where_one_is_likely() -> None:
    text = "i have had a bad cough for three weeks now do you have any fever or chills"
    assert ". do you have" in with_borders(segment(text, {"now": 0.6})).text
    assert with_borders(segment(text, {"a": 0.6, "bad": 0.6})).text == text


def test_words_that_are_not_the_text_leave_it_alone() -> None:
    said = segment("i have had a cough for weeks now do you smoke", {"now": 1.0})
    edited = said.model_copy(update={"text": "Another text without marks altogether"})
    assert with_borders(edited) == edited


def test_a_question_cut_in_two_is_one_question() -> None:
    said = ["I have back pain.", "Any changes in your...", "bowel movements, like diarrhea?", "No, none."]
    speakers = [Speaker.PATIENT, Speaker.CLINICIAN, Speaker.CLINICIAN, Speaker.PATIENT]
    texts = [d.text for d in supported(read_conversation(transcript_of(said, speakers).segments))]
    assert any(text.startswith("They deny") and "diarrhea" in text for text in texts)
    assert not any("diarrhea" in text and "deny" not in text for text in texts)


def test_a_sentence_goes_on_after_the_listener_has_said_mm_hmm() -> None:
    said = ["You have some tenderness of the elbow-", "mm-hmm.", ". on the outer side. I see no bruising."]
    speakers = [Speaker.CLINICIAN, Speaker.PATIENT, Speaker.CLINICIAN]
    found = supported(read_conversation(transcript_of(said, speakers).segments))
    assert any("elbow on the outer side" in d.text and d.segments == (0, 2) for d in found)


def test_a_word_before_an_interruption_is_kept() -> None:
    said = ["I was carrying a table up the stairs of the attic-", "Then what happened?", "I fell."]
    speakers = [Speaker.PATIENT, Speaker.CLINICIAN, Speaker.PATIENT]
    texts = [d.text for d in supported(read_conversation(transcript_of(said, speakers).segments))]
    assert any(text.endswith("stairs of the attic.") for text in texts)


def test_a_capital_that_is_part_of_a_name_begins_no_sentence() -> None:
    said = segment("then you need to go to A and E right away")
    assert with_borders(said).text == said.text
    said = segment("we will give you the hepatitis A vaccine")
    assert with_borders(said).text == said.text
