from pipeline.asr.segments import segment, sentences
from pipeline.asr.words import words_of
from pipeline.models import Word


def said(*words: tuple[str, float, float]) -> list[Word]:
    return [Word(start=start, end=end, text=text, probability=1.0) for text, start, end in words]


def test_a_sentence_ends_at_its_mark_or_at_a_long_pause() -> None:
    words = said(("Hello.", 0, 1), ("Any", 1.1, 1.3), ("pain?", 1.3, 2), ("No", 2.1, 2.5), ("well", 4, 4.5))
    texts = [[word.text for word in group] for group in sentences(words)]
    assert texts == [["Hello."], ["Any", "pain?"], ["No"], ["well"]]


def test_a_title_does_not_end_a_sentence() -> None:
    assert len(sentences(said(("Dr.", 0, 1), ("Smith", 1.1, 2)))) == 1


def test_an_endless_sentence_is_cut_at_a_breath() -> None:
    words = [(f"w{n}", float(n), n + (0.6 if n == 17 else 0.9)) for n in range(20)]
    assert [len(group) for group in sentences(said(*words))] == [18, 2]


def test_a_segment_spans_its_words() -> None:
    made = segment(said(("Any", 1, 2), ("pain?", 2, 3.5)), 7)
    assert (made.id, made.start, made.end, made.text) == ("s7", 1, 3.5, "Any pain?")


def test_pieces_join_to_words_as_improbable_as_their_worst() -> None:
    pieces = [
        {"word": " 49", "start": 0.0, "end": 0.5, "probability": 0.9},
        {"word": "-year", "start": 0.5, "end": 0.8, "probability": 0.6},
        {"word": "-old", "start": 0.8, "end": 1.0, "probability": 0.95},
        {"word": ",", "start": 1.0, "end": 1.9, "probability": 0.5},
        {"word": " male", "start": 1.9, "end": 2.2, "probability": 1.1},
    ]
    words = words_of(pieces)
    assert [(word.text, word.start, word.end, word.probability) for word in words] == [
        ("49-year-old,", 0.0, 1.0, 0.5),
        ("male", 1.9, 2.2, 1.0),
    ]
