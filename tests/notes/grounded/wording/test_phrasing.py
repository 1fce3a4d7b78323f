import pytest

from pipeline.notes.grounded.language.person import HE, SHE, THEY
from pipeline.notes.grounded.wording.phrasing import Writer

CLINICIANS = [
    ("for your diabetes continue the metformin", "for his diabetes, continue metformin"),
    (
        "stop the warfarin because i want to see your count improve and start eliquis",
        "he should stop warfarin because we will see his count improve and start eliquis",
    ),
    (
        "whenever you get blood make sure you tell them",
        "whenever he gets blood, he should make sure he tells them",
    ),
    ("i also think we should get you referred to a dietitian", "he should be referred to a dietitian"),
    ("i think we should wait", "we should wait"),
    ("maybe we can try a nasal spray", "we may try a nasal spray"),
    ("maybe we should stop the naproxen", "we may stop naproxen"),
    ("i can order a sleep study", "we can order a sleep study"),
    ("i definitely understand, but the wound should be kept dry", "the wound should be kept dry"),
    ("very important to finish the tablets", "it is important to finish the tablets"),
    ("we'll continue to elevate and ice", "he should continue to elevate and ice"),
    (
        "in terms of the stroke that you had i will order an ultrasound",
        "for the stroke, we will order an ultrasound",
    ),
    ("i'm going to start you on about 200 mg of celecoxib", "we will start him on 200 mg of celecoxib"),
    ("the pressure is at about 90", "the pressure is at approximately 90"),
    ("so for mrs. Lee just put that she has gout", "she has gout"),
    (
        "in terms of your gout it sounds like this is caused by the water pill",
        "his gout is likely caused by the water pill",
    ),
    ("i think you've got a little bit of bursitis", "likely bursitis"),
    ("i do suspect you have some gout", "suspected gout"),
    ("i feel like you have some swelling", "swelling"),
    ("i believe it's just a sprain", "likely a sprain"),
    ("i'll have my nurse come in and get you set up with a splint", "we will set him up with a splint"),
    ("i want to get you started on metformin", "we will start him on metformin"),
    ("you could use some physical therapy", "he would benefit from physical therapy"),
    ("your glucose here is 110, last time", "his glucose is 110"),
    ("your glucose was 110, last time", "his glucose was 110, last time"),
    ("i want you to continue you on the losartan", "we will continue him on losartan"),
    ("i have palpable radial pulses", "there are palpable radial pulses"),
    ("it is a nice regular rate and rhythm", "regular rate and rhythm"),
    ("your diet got out of a little bit out of hand", "his diet got out of hand"),
    ("we will in the meantime order a scan", "in the meantime, we will order a scan"),
    ("i would recommend we get you a wrist brace", "we will get him a wrist brace"),
    ("i would recommend a wrist brace", "i recommend a wrist brace"),
    ("my recommendation would be to put you in a boot", "we will put him in a boot"),
    ("what i want you to do is continue your water pill", "he should continue his water pill"),
    ("order an echocardiogram", "we will order an echocardiogram"),
    ("there is pain over your left heel when i press on it", "there is pain to palpation of his left heel"),
    ("you have pain to palpation for the heel", "he has pain to palpation of the heel"),
    ("there is pain when i rotate your hip", "there is pain with rotation of his hip"),
    (
        "it is tender when i do some varus stressing on the joint",
        "it is tender with varus stress of the joint",
    ),
    ("pain when i do valgus stress of the knee", "there is pain with valgus stress of the knee"),
    ("your heart rate is regular rate, rhythm", "regular rate and rhythm"),
    ("i did review the results of your chest ct which show a node", "his chest ct shows a node"),
    ("i have reviewed the results of your ekg, which showed a block", "his ekg showed a block"),
    ("i do appreciate strong radial pulses", "there are strong radial pulses"),
    ("it's probably been worse since may", "it has probably been worse since may"),
    ("the diagnosis would be gout", "the diagnosis is gout"),
    (
        "on the x-ray of your knee, there is no fracture there",
        "on the x-ray of his knee, there is no fracture",
    ),
    ("i don't think you need to see the dentist", "there is no need for him to see the dentist"),
    ("i heard that you were a baker", "he is a baker"),
    ("i want to see how you're doing okay", "we will see how he is doing"),
    ("i do recognize a slight rash", "there is a slight rash"),
    ("i know you have vomited a couple of times this week", "he has vomited this week"),
    ("i'd like to see you take the drops more often", "he should take the drops more often"),
    ("you do also want to make sure the cast stays dry", "he should make sure the cast stays dry"),
    ("you're going to have to be able to avoid sugar", "he should avoid sugar"),
    ("you want to avoid a fall", "he wants to avoid a fall"),
    ("hopefully it is not a clot", "hopefully it is not a clot"),
    ("the visit will be one thirty on friday", "the visit will be 1 30 on friday"),
    ("your potassium is 4 last time", "his potassium was 4 last time"),
    ("your vital signs here in the office, you do not have a cough", "he does not have a cough"),
    ("you don't have other troubles that i should know about", "he does not have other troubles"),
    ("there is no rash or any swelling", "there is no rash or swelling"),
    ("we saw you march third", "we saw him march 3rd"),
    ("the other impression i have is that you have gout", "he has gout"),
    ("looks like your weight was 180 pounds", "his weight was 180 pounds"),
    ("i think you do have some wheezing there", "he has wheezing there"),
    ("i know we talked a little bit about your diet last year", "we previously discussed his diet last year"),
    ("i will refer you to the foot doctor for an exam", "we will refer him to the foot doctor for an exam"),
    ("your sugars are below one ninety", "his sugars are below 190"),
    ("make sure that everything is okay with your liver", "make sure that everything is okay with his liver"),
    ("since i saw you last in may", "since i saw him last in may"),
    ("i want you to keep an eye on your weight", "he should keep an eye on his weight"),
    ("you were endorsing some neck pain", "he endorses neck pain"),
    ("your pressure's nice today", "his pressure is nice today"),
    ("we will see you in a couple weeks", "he will follow up in a couple of weeks"),
    ("under your anemia, your iron was low", "anemia: his iron was low"),
    ("i reviewed the results of your hip x-ray and it showed a fracture", "his hip x-ray showed a fracture"),
    ("there is no type of bony tenderness", "there is no bony tenderness"),
    ("i see you have had gout", "he has had gout"),
    ("there is a three over six murmur", "there is a 3/6 murmur"),
    ("the cyst is two by three centimeters", "the cyst is 2 x 3 cm"),
    ("the stone is point six centimeters", "the stone is .6 cm"),
    ("it ran between that one ten to one thirty range", "it ran between that 110 to 130 range"),
]
PATIENTS = [
    ("it was a throat infection", "it was a throat infection"),
    ("it's not torn for sure", "it is not torn for sure"),
    ("i have gout for sure", "she has gout"),
    ("my glucose was at one sixty this morning", "her glucose was at 160 this morning"),
    ("i check my sugars at one thirty and six thirty", "she checks her sugars at 1 30, and 6 30"),
    ("on top of coughing i have a fever", "in addition to coughing she has a fever"),
    ("i want to also say that my back hurts", "her back hurts"),
    ("i have anemia, gout and sleep apnea", "she has anemia, gout and sleep apnea"),
    ("i hurt that shoulder", "she hurt the shoulder"),
    ("i feel weak, my appetite is poor", "she feels weak and her appetite is poor"),
    ("it varies, but usually about anywhere from two to four beers", "usually anywhere from 2 to 4 beers"),
    ("if i had to guess i ate about two eggs", "she ate about two eggs"),
    ("i lost like twelve pounds", "she lost 12 pounds"),
    ("at about two thirty yesterday i woke up", "at about 2:30 yesterday she woke up"),
    ("my brother, he is a smoker", "her brother is a smoker"),
    ("we all have a cold", "they all have a cold"),
    ("i take the losartan a hundred milligrams", "she takes losartan 100 mg"),
    ("my throat, is sore", "her throat is sore"),
    ("it could be one sixty", "it could be 160"),
    ("i do not smoke either", "she does not smoke"),
    ("it's done nothing", "it has done nothing"),
    ("not anymore, but i used to chew tobacco", "she used to chew tobacco"),
    ("i weigh myself daily like we talked about", "she weighs herself daily"),
    ("my husband have had a cold", "her husband has had a cold"),
    ("it burns when i urinate or when i pee", "it burns when she urinates"),
    ("i take less than one fifty mg tablet", "she takes less than 1 50 mg tablet"),
]


@pytest.mark.parametrize(("said", "written"), CLINICIANS)
def test_a_clinicians_spoken_opening_is_left_out(said: str, written: str) -> None:
    assert Writer(HE).statement(said, by_patient=False) == written


@pytest.mark.parametrize(("said", "written"), PATIENTS)
def test_a_patients_doubled_or_trailing_words_are_left_out(said: str, written: str) -> None:
    assert Writer(SHE).statement(said, by_patient=True) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("i am worried about my nurse told me to come", "she is worried because her nurse told her to come"),
        ("my sugar runs at about one forty", "her sugar runs at about 140"),
        ("i take it at about one forty", "she takes it at about 1 40"),
    ],
)
def test_a_patients_reason_and_reading_are_written_whole(said: str, written: str) -> None:
    assert Writer(SHE).statement(said, by_patient=True) == written


def test_a_patient_introduced_by_name_has_capitals() -> None:
    assert Writer(HE).sentence("arthur doe is a 50 year old man") == "Arthur Doe is a 50 year old man."


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("note that her ankle is stable", "her ankle is stable"),
        ("i have here that you take losartan", "he takes losartan"),
        ("your exam is normal, meaning that nothing is wrong", "his exam is normal"),
        ("continue the losartan because that will help", "he should continue losartan"),
        ("the x-ray shows that there is no fracture", "the x-ray shows no fracture"),
        ("the scan showed that you had a small stone", "the scan showed a small stone"),
        ("on your left knee exam there is some swelling", "on his left knee exam, there is swelling"),
        ("i have to tell you that your scan shows a mass", "his scan shows a mass"),
        ("your vitals themselves look good", "his vitals look good"),
        ("there is no tenderness as such", "there is no tenderness as such"),
        ("there is no cracks", "there are no cracks"),
        ("what i'm going to tell you is that you have a sprain", "he has a sprain"),
        ("we will order an mri if we need to", "we will order an mri if needed"),
    ],
)
def test_what_a_clinician_says_about_the_saying_goes(said: str, written: str) -> None:
    assert Writer(HE).statement(said, by_patient=False) == written


def test_a_part_of_one_patient_whose_gender_is_not_known_is_nobodys() -> None:
    writer = Writer(THEY)
    assert writer.statement("there is a scar over your left knee", by_patient=False).endswith("the left knee")
    assert writer.statement("my knee hurts", by_patient=True) == "their knee hurts"
