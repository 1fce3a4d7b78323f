import pytest

from pipeline.notes.grounded.wording.clauses import clauses

APART = [
    ("no, i've never smoked, i don't smoke at work", ["i don't smoke at work"]),
    ("i've never drank, i don't drink in the evening", ["i don't drink in the evening"]),
    (
        "i have been gardening a lot this spring and over the past month i then started to get this rash",
        ["i have been gardening a lot this spring", "over the past month i then started to get this rash"],
    ),
    (
        "i'm going to stop the norvasc and i want you to take the losartan every morning with food",
        ["i'm going to stop the norvasc", "i want you to take the losartan every morning with food"],
    ),
    (
        "he has had an earache for about a week, and since Monday, he has trouble hearing",
        ["he has had an earache for about a week", "since Monday, he has trouble hearing"],
    ),
    (
        "she works as a nurse on the night shift, she has been married for twenty years",
        ["she works as a nurse on the night shift", "she has been married for twenty years"],
    ),
    (
        "on exam your skin is warm and dry all over and there is no rash on your arms",
        ["on exam your skin is warm and dry all over", "there is no rash on your arms"],
    ),
    (
        "i'll start you on losartan ten milligrams every morning, and i'll order an echo of your heart?",
        ["i'll start you on losartan ten milligrams every morning", "i'll order an echo of your heart"],
    ),
    (
        "you should avoid anything with grapefruit or alcohol in it and we'll check your liver again",
        ["you should avoid anything with grapefruit or alcohol in it", "we'll check your liver again"],
    ),
    ("he is watching his diet, he is avoiding salt", ["he is watching his diet", "he is avoiding salt"]),
]
TOGETHER = [
    "keep away from the foods that you are sensitive to every day so you can avoid the cramps at night",
    "do you want to go back to the office on Monday and should i write you a note for them?",
    "we have to get a scan of the hip first so we can see how much of the joint is left",
    "on the film this looks like a small crack in the rib, but it may have been a shadow",
    "so far today your whole exam has been generally good but you have a swollen left ankle",
    "you want to avoid anything that hurts and that makes the swelling of your knee worse at night",
    "i felt my heart race for about ten minutes but i thought it was only the coffee from breakfast",
    "over the past few weeks, she has been tired",
    "no fever or chills, i get headaches",
    "i have heard before from your nurse that you and your husband have been swimming at the lake",
    "my knee hurts and i can't walk",
    "if it hurts when you walk and you feel dizzy again after that then call the office",
    "my doctor looks at my back every year and hasn't said, he's concerned about it",
    "before you do that, we need to get the results of the scan back from the hospital",
]


@pytest.mark.parametrize(("said", "parts"), APART)
def test_a_long_sentence_is_taken_apart_between_its_clauses(said: str, parts: list[str]) -> None:
    assert clauses(said) == parts


@pytest.mark.parametrize("said", TOGETHER)
def test_a_clause_stays_with_what_it_depends_on(said: str) -> None:
    assert clauses(said) == [said]
