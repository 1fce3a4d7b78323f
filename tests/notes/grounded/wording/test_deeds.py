from tests.notes.grounded.wording.test_antecedents import sentences


def test_do_that_is_written_as_what_was_advised_just_before() -> None:
    said = sentences("D: I want you to soak the foot. You can do that for ten minutes every evening.")
    assert "She can soak the foot for 10 minutes every evening." in said


def test_do_that_stays_where_two_things_were_advised() -> None:
    two = sentences("D: Please ice the foot, and you should rest the foot. You can do that for ten minutes.")
    assert not any("ice" in s and "10 minutes" in s for s in two)
