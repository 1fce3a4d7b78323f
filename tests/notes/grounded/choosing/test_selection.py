from pipeline.models import Speaker
from pipeline.notes.grounded.choosing.scoring import Scored
from pipeline.notes.grounded.choosing.selection import select
from pipeline.notes.grounded.drafting.drafts import Draft, Kind
from pipeline.notes.grounded.reading.units import Unit


def kept(*told: str, planned: str = "") -> list[str]:
    scored = []
    for i, text in enumerate([*told, *filter(None, [planned])]):
        unit = Unit(text, text, (i,), Speaker.CLINICIAN if text == planned else Speaker.PATIENT, i, 0.1)
        draft = Draft(text, (unit,), i, Kind.STATEMENT, text != planned)
        scored.append(Scored(draft, "plan" if text == planned else "history", 0.9 - i / 10))
    return [item.draft.text for item in select(scored)]


def test_a_symptom_denied_again_in_other_words_is_told_once() -> None:
    first = "She is not having any shortness of breath."
    assert kept(first, "The patient has not noticed any shortness of breath.") == [first]


def test_a_denial_of_more_or_of_another_time_is_told_too() -> None:
    first = "She is not having any shortness of breath."
    for other in ("She has not had any fever.", "She did not have shortness of breath on the stairs."):
        assert kept(first, other) == [first, other]


def test_an_order_is_kept_though_the_patient_told_of_the_same_things() -> None:
    told = "She continued stretching in her splint."
    order = "She should continue stretching with the splint."
    assert kept(told, planned=order) == [told, order]
