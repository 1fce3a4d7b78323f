from pipeline.notes.grounded.reading.second_names import with_second_names


def test_a_medications_second_name_stands_behind_the_first() -> None:
    said = "continue the ibuprofen you might call it motrin four hundred milligrams"
    assert with_second_names(said) == "continue the ibuprofen (motrin) four hundred milligrams"


def test_what_else_one_calls_something_stays() -> None:
    said = "that rash, you might call it hives, is gone"
    assert with_second_names(said) == said
