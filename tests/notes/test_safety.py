"""What a note must never lose: danger, bad news, orders, when to come back."""

import pytest

from pipeline.models import NoteOptions, SectionName, SoapNote
from pipeline.notes.engine import load_engine
from pipeline.notes.text import read_text

OPENS = "D: What brings you in?\nP: I have had chest pain since Monday.\n"
KEPT = [
    ("D: If you have trouble breathing, call 911.", "911"),
    (
        "D: You should go to the emergency room if you have chest pain, weakness, or trouble speaking.",
        "speaking",
    ),
    ("D: How is your mood?\nP: I am low. I almost killed myself last week.", "killed"),
    ("D: I am sorry, your biopsy shows melanoma.", "melanoma"),
    ("D: We'll review your surgical history before we start tamoxifen 20 milligrams.", "tamoxifen 20 mg"),
    ("D: You can come back in two weeks.", "come back in 2 weeks"),
    ("D: I hate to tell you that your biopsy shows lymphoma.", "lymphoma"),
    ("D: This may cause bleeding, so stop aspirin five days before surgery.", "stop aspirin"),
    ("D: This is a blood thinner, so do not take ibuprofen.", "not take ibuprofen"),
    ("D: Lift your arm no more than 10 pounds for six weeks.", "10 pounds"),
    ("D: There are different options, but I recommend surgery.", "recommend surgery"),
    (
        "D: Here's a prescription for amoxicillin 500 milligrams three times a day for ten days.",
        "amoxicillin 500 mg",
    ),
    ("D: Here's the report, it shows a mass in the left lung.", "mass in the left lung"),
    ("D: Here is a note for work, no lifting over ten pounds for six weeks.", "10 pounds"),
    ("D: The nurse will be calling you with your biopsy results on Friday.", "Friday"),
    ("D: We'll check on your potassium in two weeks.", "potassium in 2 weeks"),
    ("D: Have a good day, come back if you have chest pain.", "come back"),
    ("D: You can come back in two weeks.", "2 weeks"),
    ("D: We'll get a strep test just in case. Take ibuprofen 600. You should avoid alcohol.", "lcohol"),
    ("P: I only did it once. I have blood in my stool every day.", "blood in"),
    ("D: Use the inhaler whenever. You should call 911 for chest pain.", "911"),
    ("P: I passed out twice.\nD: Oh no, that's not good.", "out twice"),
    ("D: Positive means that you have HIV.", "HIV"),
    ("D: Do you feel dizzy?\nP: I am.", "dizzy"),
    (
        "D: We'll probably get you a chest xray 'cause we want to know what is going on in there.",
        "chest xray",
    ),
    ("D: For your diabetes continue the metformin.", "continue metformin"),
    ("D: And lisinopril 10 milligrams once a day?\nP: Yes, every day.", "lisinopril 10 mg"),
    (
        "D: And metformin?\nP: Yes, but I forget the evening metformin most days.",
        "evening metformin most days",
    ),
    ("D: Any seizures?\nP: Yes. Well, I had one on Monday.", "seizure"),
    ("D: Do you have any allergies?\nP: No, other than sulfa.", "llergic to sulfa"),
    ("D: Any fever?\nP: No, only after meals.", "other than after meals"),
    ("D: Any thoughts of suicide?\nP: Not without a reason.", "thoughts of suicide"),
    ("D: I see that you have a mass in the left lung.\nP: Oh no.", "mass in the left lung"),
    (
        "D: We will start warfarin. Call us if you take more than 5 milligrams of warfarin a day.",
        "start warfarin",
    ),
    ("D: We will start digoxin. We stopped your digoxin 1 milligram when you fell.", "start digoxin"),
    ("D: We will give you some medication. Take digoxin 1 milligram daily.", "some medication"),
    ("D: I suspect you have neither a fracture nor a tear.", "neither a fracture nor a tear"),
    ("D: I think you have six more pills of the oxycodone left.", "6 more pills"),
    ("D: You have pneumonia.\nP: No.", "pneumonia"),
    ("D: Let me examine you. The left side is normal. On the right there is tenderness.", "on the right"),
    (
        "D: And your rash is getting worse, then you need to call us right away.",
        "rash is getting worse, call us",
    ),
    (
        "D: With weakness or fever, if you get that, that's an emergency, and you must go to the hospital.",
        "that is an emergency, and they must go to the hospital",
    ),
    (
        "D: With bleeding or fever, if you get that's an emergency. You need to go to A and E for that.",
        "If they get bleeding or fever, that is an emergency, and they should go to A&E",
    ),
    ("D: And I strongly recommend that you wear gloves at work.", "wear gloves"),
    ("P: And one odd thing that happened a week ago is, like, I couldn't see from my right eye.", "see from"),
    (
        "D: okay so you take warfarin is that right and you are allergic to sulfa is that correct\nP: yes",
        "akes warfarin",
    ),
    (
        "D: okay you have had a bloody cough for a week is that right and you had a stroke last year\nP: yes",
        "cough",
    ),
    ("D: you smoke is that right\nP: i quit", "uit smoking"),
    ("D: Has the blood in your stool stopped?\nP: No.", "blood in their stool has not stopped"),
    ("D: Are the suicidal thoughts getting stronger?\nP: No.", "suicidal thoughts"),
    (
        "P: I had diarrhea for a week. I threw up yesterday.\nD: Any blood in it?\nP: Yes.",
        "iarrhea for a week",
    ),
    ("P: I have been eating since then, but it's been only a small amount.", "small amount"),
    ("D: I wanted to check on your suicidal thoughts.\nP: They are back.", "uicidal thoughts"),
    ("D: You have gastritis, which is inflammation of the stomach from naproxen.", "from naproxen"),
    (
        "D: Let me examine you. Pain when I do varus stress of the elbow.",
        "ain with varus stress of the elbow",
    ),
    ("D: Which medications can't you take?\nP: Codeine and morphine.", "annot take codeine"),
    ("D: Let me look at you. 0 out of 5 strength in the left arm.", "0/5 strength in the left arm"),
]
NOT_TOLD = [
    ("D: you take warfarin is that right and you drink is that correct\nP: no", "not take"),
    ("D: You take warfarin?\nP: No problem, every day.", "not take"),
    ("D: You drink alcohol?\nP: No, six beers a night.", "not drink"),
    ("D: You take the insulin at night?\nP: No, in the morning.", "not take"),
    ("D: Have the doctors seen your stools?\nP: They were black.", "octors were"),
    ("D: Do the doctors know of your fits?\nP: They are back.", "octors are"),
    ("P: I take metformin. My pump broke. It is not working.", "etformin is not working"),
    (
        "P: I had diarrhea for a week. I threw up yesterday.\nD: Any blood in it?\nP: Yes.",
        "blood in the diarrhea",
    ),
    ("P: My urine is fine. My cut has pus in it.", "pus in the urine"),
    ("D: Has the panic returned?\nP: No.", "eports panic"),
    ("D: Your breathing is OK? No cough, no swelling?\nD: Let me see.", "breathing"),
    ("D: I have to ask this of anyone suffering from depression. Do you sleep?\nP: Yes.", "epression"),
    (
        "D: Anyone else ill?\nP: One child was sick this week at home, but they haven't got diarrhea.",
        "They have not",
    ),
    (
        "D: Anyone else ill?\nP: My flatmate was sick all of this week, but they haven't got a rash.",
        "They have not",
    ),
    (
        "D: Take the cream.\nP: Yes.\nD: Keep the emollients and the soap. Use those in the interim.",
        "cream in the interim",
    ),
    ("D: Do you feel wheezy in your chest, or just tightness?\nP: Yeah, a bit of tightness.", "wheez"),
    ("D: Do you drink?\nP: Not really, I drink at weekends.", "not drink"),
    ("D: I think you have every reason to stop the warfarin.", "ikely"),
    ("D: I think it's a problem if you stop the warfarin.", "ikely"),
    ("D: Maybe we should stop the aspirin.", "should stop"),
    ("D: I hear you have shortness of breath.\nP: No, not anymore.", "has shortness"),
    ("D: I see you were referred to me for a goiter. Is that correct?\nP: No, for a cyst.", "goiter"),
    ("D: Any trouble sleeping?\nP: No, not without the tablets.", "not without"),
    ("D: They did a CT of your head in May. There is no fracture of the arm.", "head shows"),
    ("D: The x-ray results are not back. There is no dislocation.", "shows"),
]
"""What was only asked, supposed or another's, and what a note must not say of it."""


def _note(talk: str) -> SoapNote:
    return load_engine("grounded").write(read_text(talk), NoteOptions(specialty="physician"))


def _text(talk: str) -> str:
    note = _note(talk)
    return "\n".join(getattr(note, section) for section in SectionName)


@pytest.mark.parametrize(("said", "kept"), KEPT)
def test_what_keeps_a_patient_safe_is_in_the_note(said: str, kept: str) -> None:
    assert kept in _text(OPENS + said)


@pytest.mark.parametrize(("said", "wrong"), NOT_TOLD)
def test_what_is_not_the_patients_is_not_told_of_the_patient(said: str, wrong: str) -> None:
    assert wrong not in _text(OPENS + said)


def test_a_denial_with_an_exception_is_never_told_as_a_plain_one() -> None:
    text = _text("D: Any bleeding?\nP: No, only after meals.")
    assert "bleeding other than after meals" in text
    assert "bleeding." not in text


@pytest.mark.parametrize("said", ["Maybe we can start you on metformin.", "Maybe we should get an x-ray."])
def test_a_maybe_of_the_plan_stays_a_maybe_and_in_the_plan(said: str) -> None:
    assert "We may " in _note(f"{OPENS}D: {said}\nP: Okay.").plan


def test_when_to_come_back_is_part_of_the_plan() -> None:
    assert "911" in _note(f"{OPENS}D: If you have trouble breathing, call 911.").plan


@pytest.mark.parametrize("talk", ["", "D: \nP: ", "P: ...", "P: a"])
def test_a_transcript_without_words_is_a_note_without_sentences(talk: str) -> None:
    assert set(_text(talk).splitlines()) == {"Not discussed."}


def test_a_test_that_was_only_ordered_is_not_told_as_done() -> None:
    text = _text("D: What happened?\nP: They ordered an MRI of my knee but I did not go.")
    assert "MRI was ordered" in text
    assert "done" not in text


def test_vital_signs_stand_in_one_place_with_how_they_were_measured() -> None:
    objective = _note(f"{OPENS}D: Your pulse is 92, and your oxygen saturation is 95% on room air.").objective
    assert objective.count("92") == 1
    assert "95% on room air" in objective


def test_what_a_patient_denies_to_take_is_not_told_as_taken() -> None:
    asked = "D: How is your pressure?\nP: Good.\nD: and you take the losartan is that correct\nP: "
    assert "does not take losartan" in _text(f"{asked}No.\n").lower()
    assert "takes losartan." in _text(f"{asked}Yes.\n").lower()


@pytest.mark.parametrize(
    ("heard", "replied", "kept"),
    [
        ("The nurse told me you have suicidal thoughts.", "I don't want to discuss that.", "suicidal"),
        ("I heard you're having black stools.", "I haven't eaten since.", "black stools"),
        ("So you had a seizure at home.", "No one was there.", "seizure"),
        ("I read you are allergic to penicillin.", "I was never quite sure of it.", "penicillin"),
        ("So you were diagnosed with lupus last year.", "No, three years ago.", "lupus"),
        ("I understand you don't want the operation.", "No, I don't.", "does not want"),
    ],
)
def test_only_a_plain_no_denies_what_was_heard_of_the_patient(heard: str, replied: str, kept: str) -> None:
    told = _text(f"D: {heard}\nP: {replied}\n").lower()
    assert kept in told
    assert "denies" not in told


@pytest.mark.parametrize(
    "said",
    [
        "So this is what we've talked about, you know. The biopsy shows lymphoma.",
        "That is the operation we had talked about. Your biopsy shows lymphoma.",
    ],
)
def test_bad_news_after_what_was_talked_about_is_told(said: str) -> None:
    assert "lymphoma" in _text(f"{OPENS}D: {said}\nP: Okay.\n")


def test_a_danger_denied_for_now_is_no_plain_denial_and_an_earlier_one_is_told() -> None:
    replied = "Not now. Last spring I did think about taking all my pills, but I never did."
    told = _text(f"D: Any thoughts of hurting yourself?\nP: {replied}\n")
    assert "taking all" in told
    assert "suicidal ideation." not in told
    later = _text("D: Any thoughts of hurting yourself?\nP: Not now.\n")
    assert "suicidal ideation now" in later


def test_a_symptom_that_only_something_brings_on_is_told_with_it() -> None:
    told = _text("D: Any chest pain?\nP: Only when I cough, on the right side. It's sharp.\n").lower()
    assert "chest pain only when" in told
    assert "cough is sharp" not in told
