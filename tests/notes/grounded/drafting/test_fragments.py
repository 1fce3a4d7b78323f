import pytest

from pipeline.notes.grounded.drafting.fragments import complete
from pipeline.notes.grounded.language.person import SHE, THEY
from pipeline.notes.grounded.wording.phrasing import Writer


@pytest.mark.parametrize(
    ("question", "answer", "written"),
    [
        ("How many times a day are you going?", "Probably five or six.", "She is going 5 or 6 times a day."),
        ("How many nosebleeds have you had?", "At least four.", "She has had at least 4 nosebleeds."),
        ("How often do you check it?", "About twice a week.", "She checks it about twice a week."),
        ("How many cigarettes do you smoke?", "Maybe ten a day.", "She smokes 10 a day."),
        ("How many cups of coffee do you drink a day?", "Three.", "She drinks 3 cups of coffee a day."),
        ("How often did you use the inhaler?", "Every four hours.", "She used the inhaler every 4 hours."),
        ("When did you first notice the lump?", "Two weeks ago.", "She first noticed the lump 2 weeks ago."),
        ("When were you diagnosed with it?", "When I was nine.", "She was diagnosed with it when she was 9."),
        ("When was your last period?", "Five weeks ago.", "Her last period was 5 weeks ago."),
        ("On a scale of one to ten, how bad is the pain?", "It's a six or seven.", "Her pain is 6 or 7/10."),
        ("How long has this elbow been sore?", "Three months.", "The elbow has been sore for 3 months."),
    ],
)  # fmt: skip
def test_a_short_answer_becomes_the_statement_it_makes(question: str, answer: str, written: str) -> None:
    writer = Writer(SHE)
    statement = complete(question, answer, SHE)
    assert statement is not None
    assert writer.sentence(writer.plain(statement)) == written


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What is your heart rate at home?", "Around seventy two."),
        ("On a scale of one to ten, how bad is it?", "It is a two if I lie still."),
        ("How often do you have them?", "It comes and goes."),
        ("How many times did you vomit?", "I don't know."),
        ("When did you see the surgeon?", "She has an office downtown."),
    ],
)
def test_an_answer_that_gives_no_amount_or_only_a_condition_makes_no_statement(
    question: str, answer: str
) -> None:
    assert complete(question, answer, THEY) is None
