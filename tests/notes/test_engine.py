import re
from pathlib import Path

import pytest

from pipeline.models import CheckOutcome, NoteOptions, SectionName, SoapNote, Speaker
from pipeline.notes.engine import NOT_DISCUSSED, load_engine
from tests.notes.conftest import transcript_of

OPTIONS = NoteOptions(specialty="physician")


def write(texts: list[str]) -> SoapNote:
    return load_engine("grounded").write(transcript_of(texts), OPTIONS)


def test_an_unknown_engine_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no note engine"):
        load_engine("oracle")


def test_a_section_that_was_not_discussed_says_so_and_has_no_evidence() -> None:
    note = write(["I have had a bad cough and a sore throat for three days now."])
    assert note.plan == NOT_DISCUSSED
    assert note.evidence[SectionName.PLAN] == []


def test_a_number_taken_apart_at_its_decimal_point_is_not_written() -> None:
    note = write(
        [
            "what brings you in today",
            "i have had a cough and a fever since monday",
            "your temperature is ninety nine . two and your heart rate is eighty eight",
            "okay",
            "i want to add lisinopril seven . five milligrams daily and we will get a chest x-ray",
        ]
    )
    written = note.subjective + note.objective + note.assessment + note.plan
    assert not re.search(r"\b(?:99|9|2|7|5)\b|lisinopril", written)
    assert "88" in note.objective
    assert "chest x-ray" in note.plan


def test_every_sentence_of_a_section_is_listed_as_supported_evidence_in_order() -> None:
    note = write(
        [
            "What brings you in?",
            "I have had knee pain for two weeks. I take ibuprofen for it.",
            "I'm going to order an x-ray of your knee and I want you to rest it.",
        ]
    )
    for section in SectionName:
        text = getattr(note, section)
        at = 0
        for evidence in note.evidence[section]:
            at = text.index(evidence.sentence, at) + len(evidence.sentence)
            assert evidence.check is CheckOutcome.SUPPORTED
            assert evidence.segments


def test_the_encounters_and_dictations_never_give_an_empty_note(evaluation_data: Path) -> None:
    encounters = sorted(evaluation_data.glob("encounters/*.txt"))
    dictations = sorted(evaluation_data.glob("dictation/dictation_*.txt"))
    assert encounters
    assert dictations
    for path in encounters + dictations:
        texts = [re.sub(r"^[DP]:", "", line).strip() for line in path.read_text().splitlines()]
        note = write([text for text in texts if text])
        assert note.subjective != NOT_DISCUSSED, path.stem


PNEUMONIA = [
    "What brings you in today?",
    "I have had a cough for ten days.",
    "Are you allergic to anything?",
    "Yes, penicillin. It gave me hives all over my chest.",
    "Let me examine you. Take a deep breath in. I hear crackles at the base of the right lung.",
    "Is it serious?",
    "I think you have a mild pneumonia in the right lung. You can be treated at home.",
    "Okay.",
]


def test_a_question_about_allergies_is_joined_with_the_name_in_its_answer() -> None:
    subjective = write(PNEUMONIA).subjective
    assert "Allergic to penicillin (hives all over their chest)." in subjective
    assert "Skin" not in subjective
    assert "allergic to anything" not in subjective


def test_what_the_clinician_thinks_stands_in_the_assessment_alone() -> None:
    note = write(PNEUMONIA)
    assert "pneumonia" in note.assessment
    assert "pneumonia" not in note.subjective + note.objective


def test_an_instruction_during_the_examination_is_not_recorded() -> None:
    note = write(PNEUMONIA)
    assert "deep breath" not in note.subjective + note.objective + note.assessment + note.plan
    assert "Crackles" in note.objective


def test_the_patient_may_tell_what_a_deep_breath_does() -> None:
    assert "breath" in write(["Does anything hurt?", "My chest hurts when I take a deep breath."]).subjective


def test_a_recap_is_told_as_the_patients_own_history() -> None:
    note = write(["I have had a sore throat since Monday.", "So you said four days ago?", "Yes."])
    assert "said" not in note.subjective


def test_a_patient_of_unknown_sex_is_named_rather_than_called_they() -> None:
    assert "The patient has had a cough for" in write(PNEUMONIA).subjective


def test_a_statement_is_not_lost_because_a_question_runs_on_from_it() -> None:
    said = ["I have had a cough for ten days.", "I hear crackles at the base of the right lung."]
    said += [
        "I'm going to prescribe doxycycline 100mg twice a day for 7 days We will get a chest x-ray this"
        " afternoon Please continue your metformin and drink plenty of fluids What if it gets worse?"
    ]
    plan = write(said).plan
    assert "doxycycline 100 mg twice daily for 7 days" in plan
    assert "chest x-ray" in plan
    assert "Continue metformin" in plan
    assert "gets worse" not in plan


def test_a_smoker_who_gave_up_is_told_with_the_time() -> None:
    subjective = write(["I have a cough.", "Do you smoke?", "No, I quit 5 years ago."]).subjective
    assert "Former smoker; quit 5 years ago." in subjective


def test_a_section_does_not_repeat_its_own_name_as_a_heading() -> None:
    note = write(PNEUMONIA)
    assert not note.assessment.startswith("ASSESSMENT")
    assert "HISTORY OF PRESENT ILLNESS" in note.subjective


def test_a_denial_of_earlier_episodes_does_not_deny_the_present_symptom() -> None:
    said = ["I have had difficulty breathing since yesterday.", "Have you ever had this in the past?", "No."]
    said += ["Have you ever had any difficulty breathing in the past?", "No, never."]
    subjective = write(said).subjective
    assert "denies difficulty breathing" not in subjective.lower()


def test_a_yes_about_anyone_names_someone() -> None:
    said = ["I have a sore throat.", "Have you been in contact with anyone sick recently?", "Yes, I have."]
    subjective = write(said).subjective
    assert "anyone" not in subjective


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("So, I think this is patellofemoral pain.", "patellofemoral pain"),
        ("So this looks like patellar tendinitis.", "patellar tendinitis"),
        ("I believe you have runner's knee.", "runner's knee"),
    ],
)
def test_a_diagnosis_that_the_clinician_states_is_in_the_assessment(said: str, named: str) -> None:
    clinician, patient = Speaker.CLINICIAN, Speaker.PATIENT
    texts = ["What brings you in?", "My right knee has been hurting for two months.", "Any swelling?", "No."]
    texts += ["There is tenderness at the patella.", said, "I'd like you to take ibuprofen as needed."]
    speakers = [clinician, patient, clinician, patient, clinician, clinician, clinician]
    note = load_engine("grounded").write(transcript_of(texts, speakers), OPTIONS)
    assert named in note.assessment.lower()
    assert named not in note.subjective.lower()


def test_a_speech_that_is_no_encounter_gives_no_note_and_a_warning() -> None:
    note = write(["And so, my fellow Americans, ask not what your country can do for you."])
    assert {getattr(note, section) for section in SectionName} == {NOT_DISCUSSED}
    assert "Nothing clinical" in note.warnings[0]


def test_vitals_have_the_unit_that_was_said_or_the_only_one_they_can_have() -> None:
    objective = write(
        [
            "Your temperature is 100.8, your blood pressure is 132 over 84, and your pulse is 92.",
            "Your oxygen saturation is 95 percent on room air.",
        ]
    ).objective
    for measured in ("132/84 mm Hg", "92 beats per minute", "100.8 °F", "95% on room air"):
        assert measured in objective


def test_a_return_precaution_cut_in_two_by_a_pause_stays_in_the_plan() -> None:
    said = [
        "What brings you in?",
        "I have had a cough for ten days.",
        "I think you have pneumonia. We will get a chest x-ray this afternoon.",
        "What if it gets worse?",
        "If breathing gets harder.",
        "Or if the fever lasts more than three days, go to the emergency room.",
        "Otherwise, I'd like to see you again in one week.",
    ]
    speakers = [Speaker.CLINICIAN, Speaker.PATIENT] * 2 + [Speaker.CLINICIAN] * 3
    note = load_engine("grounded").write(transcript_of(said, speakers), OPTIONS)
    assert re.search(r"If the fever lasts more than 3 days, .*go to the emergency room\.", note.plan)


def test_signs_to_watch_for_in_run_on_talk_are_no_findings() -> None:
    note = write(
        [
            "how is the cough",
            "it is better but i still have a little cough at night",
            "okay so i think this is bronchitis i will prescribe amoxicillin what i'd like you to look out"
            " for is a fever that won't come down you have trouble breathing or chest pain okay",
            "sounds good",
        ]
    )
    assert "cough" in note.subjective
    for sign in ("breathing", "chest pain", "fever"):
        assert sign not in note.subjective + note.objective + note.assessment


def test_warning_signs_are_no_chief_complaint() -> None:
    note = write(
        [
            "Here are the red flags for your back, numbness in the groin, you lose control of your bladder.",
            "Okay.",
            "Take naproxen twice a day.",
        ]
    )
    assert note.subjective == NOT_DISCUSSED


def test_a_worry_about_results_is_no_chief_complaint() -> None:
    said = ["How are you?", "I'm just anxious about my results. My knee pain came back on Monday."]
    assert "CHIEF COMPLAINT\n\nKnee pain." in write(said).subjective
