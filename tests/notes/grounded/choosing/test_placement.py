from dataclasses import replace

from pipeline.models import Speaker
from pipeline.notes.grounded.choosing.placement import placed
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.reading.units import Unit


def said(text: str, *, by_patient: bool = False) -> Draft:
    speaker = Speaker.PATIENT if by_patient else Speaker.CLINICIAN
    unit = Unit(text, text, (0,), speaker, 0, 0.5)
    return Draft(text, (unit,), 0, Kind.STATEMENT, by_patient)


def test_what_the_clinician_thinks_is_assessment_not_history() -> None:
    assert placed(said("I think you have pneumonia in the right lung."), "history") == "assessment"
    assert placed(said("This looks like an ear infection."), "history") == "assessment"


def test_what_the_patient_thinks_stays_history() -> None:
    assert placed(said("I think I have pneumonia.", by_patient=True), "history") == "history"


def test_why_the_patient_came_is_not_an_assessment() -> None:
    assert placed(said("It looks like you came in for elbow pain."), "history") == "history"


def test_allergies_stand_under_their_own_heading() -> None:
    assert placed(said("He denies allergies.", by_patient=True), "history") == "allergies"
    assert placed(said("He has seasonal allergies.", by_patient=True), "past") == "past"


def answered(text: str, asked: str) -> str:
    return placed(replace(said(text, by_patient=True), asked=asked), "history")


def test_an_answer_stands_where_its_question_belongs() -> None:
    assert answered("He is a welder.", "And what do you do for work?") == "social"
    assert answered("He eats mostly soup.", "How is your diet?") == "social"
    assert answered("He has gout.", "Do you have any chronic conditions?") == "past"
    assert answered("He takes warfarin.", "What medications are you on?") == "medications"


def test_a_symptom_told_in_answer_to_another_question_stays_history() -> None:
    assert answered("His cough is worse at the mill.", "What do you do for work?") == "history"
    assert answered("He forgets them.", "Do you take your medications?") == "history"
