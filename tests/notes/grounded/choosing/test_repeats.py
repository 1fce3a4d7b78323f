import pytest

from pipeline.notes.grounded.choosing.repeats import orders_less


@pytest.mark.parametrize(
    ("vague", "other"),
    [
        ("We will get him naproxen.", "The patient was advised to take naproxen 500 mg twice daily."),
        ("We will prescribe her some pain medicine.", "We will prescribe tramadol 50 mg for pain."),
        ("We will start them on medications.", "We will start amlodipine 5 mg."),
    ],
)
def test_an_order_without_its_dose_is_said_more_fully_by_one_with_it(vague: str, other: str) -> None:
    assert orders_less(vague, [vague, other])


@pytest.mark.parametrize(
    ("order", "other"),
    [
        ("We will get him naproxen.", "We will get him a splint."),
        ("We will get him naproxen.", "We will start amlodipine 5 mg."),
        ("We will get him naproxen for the fever.", "He should take naproxen 500 mg."),
        ("We will prescribe naproxen 250 mg.", "He should take naproxen 500 mg."),
        ("We will start naproxen and heat.", "He should take naproxen 500 mg."),
        ("We will start her on medications.", "Continue amlodipine 5 mg."),
        ("We will prescribe her some pain medicine.", "We will start amlodipine 5 mg."),
        ("We will stop naproxen.", "He was taking naproxen 500 mg."),
        ("We will start insulin.", "Call us if he uses more than 30 units of insulin a day."),
        ("We will prescribe naproxen.", "He had an ulcer on naproxen 500 mg before."),
        ("We will start naproxen.", "We stopped his naproxen 500 mg when he had an ulcer."),
        ("We will order naproxen.", "Do not take naproxen more than 1000 mg."),
        ("We will order naproxen.", "He should not exceed naproxen 1000 mg a day."),
        ("We will give him naproxen.", "Stop naproxen 500 mg from his dentist."),
        ("We will give him naproxen.", "Last year he took naproxen 500 mg and it helped."),
        ("We will start naproxen.", "We will start tramadol 50 mg with naproxen."),
        ("We will give him some medication.", "He should take metformin 1000 mg twice daily."),
        ("We will give him some medication.", "He already takes naproxen 500 mg."),
    ],
)
def test_an_order_that_tells_more_or_that_nothing_else_tells_stays(order: str, other: str) -> None:
    assert not orders_less(order, [order, other])
