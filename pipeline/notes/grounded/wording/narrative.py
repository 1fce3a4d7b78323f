"""How the sentences of a paragraph follow one another: where "the patient" is named again.

A note names the patient in its first sentence and again every few sentences; a pronoun stands
between. A patient whose sex is unknown is written by `naming`.
"""

from collections.abc import Iterable, Iterator

from pipeline.notes.grounded.language.person import Pronouns

_NAMED_EVERY = 3
_NAME = "The patient"


def narrated(sentences: Iterable[str], who: Pronouns) -> Iterator[str]:
    """The sentences with every third that starts with the patient's pronoun naming the patient instead."""
    subject, since = f"{who.subject.capitalize()} ", _NAMED_EVERY
    for sentence in sentences:
        since = 1 if sentence.startswith(_NAME) else since + 1
        if not who.plural and since > _NAMED_EVERY and sentence.startswith(subject):
            since = 1
            yield f"{_NAME} {sentence.removeprefix(subject)}"
        else:
            yield sentence
