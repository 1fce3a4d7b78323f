from tests.notes.grounded.wording.test_antecedents import sentences


def test_a_doubt_at_the_end_of_a_sentence_stays() -> None:
    said = sentences("D: And your family?", "P: Both my aunts had gout, I think.")
    assert "Both her aunts had gout, she thinks." in said


def test_again_stays_where_an_injury_came_back() -> None:
    assert "She has torn the ligament again." in sentences("D: You've torn the ligament again.")


def test_a_double_negative_denies() -> None:
    assert "She does not have any ulcers." in sentences("D: Any ulcers?", "P: No, I don't have no ulcers.")


def test_a_feeling_named_after_the_past_is_told_of_the_past() -> None:
    said = sentences("D: And then?", "P: I was very weak. I don't know. Very dizzy.")
    assert not any("feels" in s for s in said)
