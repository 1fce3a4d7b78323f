import pytest

from pipeline.notes.grounded.reading.cleaning import clean
from pipeline.notes.grounded.reading.small_words import without_small_words

CLEANED = [
    ("if you breathing is worse", "if your breathing is worse"),
    ("it hurts, and, but it is less", "it hurts, but it is less"),
    ("i take something, called digoxin", "i take digoxin"),
    ("one odd thing that happened a few days ago is, like, i fell", "a few days ago, i fell"),
    ("it does not look like, to me, that's gout", "it does not look like gout"),
    ("i'm, i'm think it is gone", "i think it is gone"),
    ("i take , um , what 's it called , it 's like ramipril", "i take ramipril"),
    ("no surgery before, or, and no falls", "no surgery before, and no falls"),
    ("the soap, and, as well as the cream", "the soap, as well as the cream"),
    ("i've been unwell for, a good few weeks, now", "i've been unwell for a good few weeks now"),
    ("i've been having, uh, cramps, for the past 4 days", "i've been having cramps for the past 4 days"),
    ("i think i've got, um, gout", "i think i've got gout"),
    ("it's, um, you've got some swelling", "you've got some swelling"),
    ("it is mild, righty", "it is mild"),
    ("i smoke socially, let's say, and i jog", "i smoke socially, and i jog"),
    ("a bit mild swelling", "mild swelling"),
    ("this itching thing", "the itching"),
    ("i'll prescribe you you're taking the amoxicillin", "i'll prescribe you the amoxicillin"),
    ("lot of times i use a cane", "often i use a cane"),
    ("i take three, oh wait, i take two pills", "i take two pills"),
    ("in a couple days, or, i'm sorry, a couple weeks", "in a couple weeks"),
    ("i do not know if it is i do not know if it is gout", "i do not know if it is gout"),
    ("last time i saw you , you were limping", "at your last visit, you were limping"),
    ("no sir, i have not", "no, i have not"),
    ("um , i , i think it 's been , you know , two weeks", "i think it's been two weeks"),
    ("take 50, no sorry, 15 milligrams", "take 15 milligrams"),
    ("my left, no wait, my right knee", "my right knee"),
    ("i do n't smoke", "i don't smoke"),
    ("the stent was placed on 11-11 2019", "the stent was placed on 11-11 2019"),
    ("your sodium is 131, you know last time it was 139", "your sodium is 131, last time it was 139"),
    ("hey, dragon, show me the labs.", ""),
    ("it is at like seventy beats a minute", "it is at seventy beats per minute"),
    ("your hips every like your lower legs i see good tone", "your lower legs have good tone"),
    ("on your lower legs i see a scar", "on your lower legs i see a scar"),
    (
        "2+ right patellar . achilles . reflexes . strength is fine",
        "2+ right patellar, achilles reflexes. strength is fine",
    ),
    (
        "no palpable pulse radial or ulnar however i used the doppler and they are audible with doppler",
        "no palpable radial or ulnar pulses but audible by Doppler",
    ),
    ("there is pain when i bend your, uh, when i twist your wrist", "there is pain when i twist your wrist"),
    ("the third metacarpal metatarsophalangeal joint", "the third metatarsophalangeal joint"),
    ("a local localized rash and a sleep sleeping aid", "a localized rash and a sleeping aid"),
    ("no redness or bruise, bruising over the heel", "no redness or bruising over the heel"),
    (
        "after afternoon tea, if my back hurts, if my knee hurts",
        "after afternoon tea, if my back hurts, if my knee hurts",
    ),
    (
        "a murmur hurt at the base with tenderness to palpitation",
        "a murmur heard at the base with tenderness to palpation",
    ),
    ("mr. lee had a cat scan, mr imaging too", "Mr lee had a CT scan, mr imaging too"),
]
TRIMMED = [
    ("no headaches", "no headaches"),
    ("no i don't smoke", "i don't smoke"),
    ("okay so on the right", "on the right"),
    ("i'm doing okay", "i'm doing okay"),
]


@pytest.mark.parametrize(("said", "kept"), CLEANED)
def test_fillers_repeats_and_corrected_words_go(said: str, kept: str) -> None:
    assert clean(said) == kept


@pytest.mark.parametrize(("said", "kept"), TRIMMED)
def test_small_words_go_and_a_negating_no_stays(said: str, kept: str) -> None:
    assert without_small_words(said) == kept


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("I just I sleep badly", "I sleep badly"),
        ("it's gotten, it's worse at night", "it's worse at night"),
        ("About I take two pills a day", "I take two pills a day"),
        ("the nurse said it was gout", "the nurse said it was gout"),
        ("dial two three three nine", "dial two three three nine"),
        ("I take two two tablets", "I take two tablets"),
        ("The rash it started on my arm", "The rash started on my arm"),
        ("I work in at the bakery", "I work at the bakery"),
        ("It hurts, yeah, I can't lift it", "It hurts. Yeah, I can't lift it"),
        ("Yes, I have, um two daughters", "Yes, I have. two daughters"),
        ("It's the knee is swollen", "the knee is swollen"),
        ("It's a, an itchy rash", "It's an itchy rash"),
        ("I tried taking just like Motrin", "I tried taking Motrin"),
        ("There was this like green fluid", "There was this green fluid"),
        ("We will put you on put you into a walking boot", "We will put you into a walking boot"),
        ("It hurts to turn that that that ankle", "It hurts to turn that ankle"),
        ("There is no, um, dislocation", "There is no dislocation"),
        ("Stress could be very well have caused it", "Stress could very well have caused it"),
        ("It is below like 90", "It is below 90"),
        ("It causes frequ- frequent cramps", "It causes frequent cramps"),
        ("We will do percocet 500- percocet 5 milligrams", "We will do percocet 5 milligrams"),
        ("She has, um, a cough and, uh, fever", "She has a cough and fever"),
        ("I had nausea, um, chills, and fever", "I had nausea, chills, and fever"),
        ("He was having, some trouble", "He was having some trouble"),
        ("You have an acute lumbar, strain", "You have an acute lumbar strain"),
        ("I went to the er last night", "I went to the er last night"),
    ],
)
def test_a_sentence_begun_anew_is_written_once(spoken: str, plain: str) -> None:
    assert clean(spoken) == plain


@pytest.mark.parametrize(
    "spoken",
    [
        "I feel like I can't breathe",
        "It looks like a burn",
        "I would like a refill",
        "It is very very sore",
        "There is no, it is all clear",
    ],
)
def test_a_like_a_repeat_or_a_no_that_means_something_stays(spoken: str) -> None:
    assert clean(spoken) == spoken
