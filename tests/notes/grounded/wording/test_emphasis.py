import pytest

from pipeline.notes.grounded.wording.emphasis import without_emphasis, without_some


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("she did have heavy periods", "she had heavy periods"),
        ("the headaches do tend to be worse at night", "the headaches tend to be worse at night"),
        ("skin cancer does run in her family", "skin cancer runs in her family"),
        ("he did also hear a pop", "he also heard a pop"),
        ("she did not have a fever", "she did not have a fever"),
        ("if he did have a fever", "if he had a fever"),
        ("what we will do is order a scan", "what we will do is order a scan"),
        ("he can do exercise at home", "he can do exercise at home"),
        ("she does yoga", "she does yoga"),
        ("nor does he have pain", "nor does he have pain"),
    ],
)
def test_an_emphatic_do_goes(said: str, plain: str) -> None:
    assert without_emphasis(said) == plain


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("he took some ibuprofen", "he took ibuprofen"),
        ("there is some mild swelling", "there is mild swelling"),
        ("we will order some blood tests", "we will order blood tests"),
        ("she had some knee problems", "she had knee problems"),
        ("she did some things", "she did some things"),
        ("some tablets upset her stomach", "some tablets upset her stomach"),
        ("he has had some bad nights", "he has had some bad nights"),
        ("he carries an epipen", "he carries an epipen"),
        ("some of the swelling is gone", "some of the swelling is gone"),
        ("some days she has pain", "some days she has pain"),
        ("we will continue the lisinopril at 20 mg", "we will continue lisinopril at 20 mg"),
        ("continue the cozaar 100 mg daily", "continue cozaar 100 mg daily"),
        ("the lisinopril tablets are too large", "the lisinopril tablets are too large"),
        ("he uses an inhaler", "he uses an inhaler"),
        ("she put him on the prozac last year", "she put him on prozac last year"),
    ],
)
def test_some_and_the_article_of_a_drug_go(said: str, plain: str) -> None:
    assert without_some(said) == plain
