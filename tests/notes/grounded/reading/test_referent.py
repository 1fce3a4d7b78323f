import pytest

from pipeline.models import Speaker
from pipeline.notes.grounded.language.person import HE, SHE, THEY, Pronouns
from pipeline.notes.grounded.reading.referent import patient_pronouns
from tests.notes.conftest import transcript_of

ASKED, ANSWERED = Speaker.CLINICIAN, Speaker.PATIENT


@pytest.mark.parametrize(
    ("turns", "pronouns"),
    [
        (("Good morning, Miss Hale.", "Good morning."), SHE),
        (("Good morning, Mr. Hale.", "Good morning."), HE),
        (("How are you, sir?", "I am well."), HE),
        (("Alright David, do you take your tablets?", "I do but I miss them now and then."), HE),
        (("Do you ever miss a dose?", "I miss one every week."), THEY),
        (("Is the pain gone?", "Yes, sir. It is."), THEY),
        (("Any falls?", "No ma'am, my wife holds my arm."), HE),
    ],
)
def test_a_title_tells_the_sex_of_whom_it_addresses(turns: tuple[str, ...], pronouns: Pronouns) -> None:
    transcript = transcript_of(turns, [ASKED, ANSWERED] * len(turns))
    assert patient_pronouns(transcript.segments) is pronouns
