from pipeline.models import Speaker
from pipeline.notes.grounded.drafting.exchanges import draft
from pipeline.notes.grounded.drafting.replies import asked_together, reply_to
from pipeline.notes.grounded.language.person import HE
from pipeline.notes.grounded.reading.units import Unit, split_units
from pipeline.notes.grounded.wording.phrasing import Writer
from tests.notes.conftest import transcript_of


def units(*turns: str) -> list[Unit]:
    """Units of turns that begin with "D:" or "P:"."""
    speakers = [Speaker.CLINICIAN if t.startswith("D:") else Speaker.PATIENT for t in turns]
    return split_units(transcript_of([t[2:].strip() for t in turns], speakers).segments)


def sentences(*turns: str) -> list[str]:
    return [d.text for d in draft(units(*turns), Writer(HE))]


def test_bare_questions_that_follow_one_another_have_one_answer() -> None:
    said = units("D: Have you had any chest pain? Shortness of breath? Fever?", "P: No.")
    question, last = asked_together(said, 0)
    assert last == 2
    assert [u.raw for u in reply_to(said, last)] == ["No."]
    assert "shortness of breath" in question.text.lower()


def test_one_no_denies_all_that_was_asked_together() -> None:
    said = sentences("D: Any chest pain? Shortness of breath?", "P: No, none of that.")
    assert "He denies chest pain or shortness of breath." in said


def test_a_no_that_names_one_finding_denies_that_one_alone() -> None:
    said = sentences("D: Any chest pain or belly pain?", "P: No belly pain.")
    assert "He denies abdominal pain." in said
    assert not any("chest pain" in s for s in said)


def test_everything_else_fine_denies_the_rest() -> None:
    said = sentences(
        "D: Any fever, cough, or congestion?", "P: I have had congestion. Everything else is fine."
    )
    assert "He denies fever or cough." in said


def test_a_denial_after_talk_of_relatives_is_theirs() -> None:
    said = sentences("D: Does your mother have diabetes?", "P: Yes, she does.", "D: Any cancers?", "P: No.")
    assert "He denies cancers." not in said
    assert "He denies family history of cancers." in said


def test_a_condition_that_a_question_only_refers_to_is_not_denied() -> None:
    assert not any(
        "denies" in s for s in sentences("D: Do you take anything for your asthma?", "P: No, I use nothing.")
    )


def test_a_no_that_turns_into_sometimes_denies_nothing() -> None:
    said = sentences("D: Do you get headaches?", "P: No, not, well, maybe once a month I have one.")
    assert not any("denies" in s for s in said)


def test_a_no_that_is_taken_back_denies_nothing() -> None:
    said = sentences("D: Have you had any fever?", "P: No. Well, I did at first, for the first two days.")
    assert not any("denies" in s for s in said)


def test_a_no_that_stands_denies() -> None:
    assert "He denies fever." in sentences("D: Have you had any fever?", "P: No. I first came in May.")


def test_all_those_symptoms_take_back_the_denials_before() -> None:
    said = sentences(
        "D: Any fevers?", "P: No.", "D: Any earache?", "P: I had all those symptoms in the first week."
    )
    assert not any("denies" in s for s in said)
    said = sentences("D: Any fevers?", "P: No.", "D: Any earache?", "P: I have not had all those symptoms.")
    assert "He denies fevers." in said


def test_an_answer_that_only_sounds_like_a_question_is_an_answer() -> None:
    said = sentences("D: How many times a day do you cough?", "P: Maybe eight or nine times?")
    assert said == ["He coughs 8 or 9 times a day."]
    assert units("P: Do you think so?", "P: Is that bad?")[0].question


def test_a_no_that_turns_into_rarely_is_no_denial() -> None:
    said = sentences("D: Do you drink alcohol?", "P: No, only rarely.")
    assert said[0] == "He drinks alcohol only rarely."
    assert not any("denies" in s for s in said)


def test_a_habit_given_up_is_no_present_one() -> None:
    assert sentences("D: Do you smoke or vape?", "P: I used to.") == ["He used to smoke or vape."]


def test_what_is_taken_besides_a_medication_leaves_that_one_taken() -> None:
    said = sentences("D: Are there any other medications that you take besides warfarin?", "P: No.")
    assert said == ["He takes no medications besides warfarin."]


def test_a_denial_of_others_says_others() -> None:
    assert sentences("D: Do you use any other recreational drugs?", "P: No.") == [
        "He denies other recreational drugs."
    ]


def test_a_feeling_without_a_verb_is_what_the_patient_feels() -> None:
    said = sentences("D: How are you?", "P: A little bit tired since Monday.")
    assert said == ["He feels a little tired since Monday."]


def test_a_no_that_goes_on_with_a_complaint_denies_nothing() -> None:
    said = sentences("D: Any belly pain?", "P: No, I don't think so, well my stomach feels a little crampy.")
    assert not any("denies" in s for s in said)
    assert sentences("D: Any ear pain?", "P: No, well I have not had that.") == ["He denies ear pain."]


def test_a_denial_keeps_what_the_question_says_of_the_finding() -> None:
    assert "He denies numbness in his hands." in sentences("D: Any numbness in your hands?", "P: No.")
    assert "He denies rectal bleeding." in sentences("D: Have you had rectal bleeding?", "P: No.")


def test_a_family_history_keeps_the_disorder_asked_about() -> None:
    said = sentences("D: Any family history of skin cancer or gout?", "P: None.")
    assert "He denies family history of skin cancer or gout." in said


def test_a_question_left_open_says_nothing() -> None:
    assert not any("blood" in s for s in sentences("D: But no blood when you cough or-", "P: It burns."))


def test_what_the_asker_adds_is_no_answer() -> None:
    assert sentences("D: Any rash? I didn't ask.") == ["I did not ask."]
    assert "He denies rash." in sentences("D: Any rash? I didn't ask.", "P: No.")


def test_what_is_felt_under_the_examiners_hand_is_no_history() -> None:
    assert not sentences("D: Is there any tenderness where I'm pressing?", "P: No.")


def test_a_check_before_the_examination_is_no_finding() -> None:
    assert not any(
        "chest" in s for s in sentences("D: I just want to make sure you're not having any chest pain.")
    )
