import pytest

from pipeline.notes.grounded.choosing.administration import runs_visit


@pytest.mark.parametrize(
    "said",
    [
        "I'm going to begin your physical now.",
        "Let me take your family history.",
        "Here is a copy of the form for the laboratory.",
        "This is her aunt.",
        "We'll start with your gout.",
        "You can get dressed again.",
        "I will let you know what I find.",
    ],
)
def test_talk_that_runs_the_visit_is_none_of_the_note(said: str) -> None:
    assert runs_visit(said)


@pytest.mark.parametrize(
    "said",
    [
        "You should do your physical therapy twice a week.",
        "Your mother has a history of gout.",
        "Start aspirin.",
        "Here's a prescription for amoxicillin 500 milligrams three times a day for ten days.",
        "Here's the report, it shows a mass in the left lung.",
        "Here is a copy of your labs, your potassium is 6.1.",
        "Here is a note for work, no lifting over ten pounds for six weeks.",
        "My nurse did an EKG which showed atrial fibrillation.",
        "The nurse will be giving you a tetanus shot.",
        "The nurse will be calling you with your biopsy results on Friday.",
        "We'll check on your potassium in two weeks.",
        "Start with your lisinopril tonight.",
        "You can start with your warfarin tonight.",
        "We'll discuss your family history of breast cancer and refer you to genetics.",
        "We'll review your surgical history of mastectomy before we start tamoxifen 20 milligrams.",
        "Stop taking the ibuprofen as we talked about your history of ulcers.",
        "You can put your weight on that foot in two weeks.",
        "Have a good day, come back if you have chest pain.",
        "I can't have a good night without oxycodone.",
        "Have a safe trip and do not fly for six weeks.",
        "You get dizzy when you turn your head.",
        "Don't bend your neck.",
        "You are doing the right thing by taking the warfarin every day.",
        "The last thing i want to check is your leg as i palpate there is a mass in the calf.",
    ],
)
def test_a_plan_or_a_finding_is_not(said: str) -> None:
    assert not runs_visit(said)
