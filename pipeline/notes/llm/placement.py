"""Keeps what only the patient said out of the sections that are the clinician's.

Objective, assessment and plan hold what the clinician measured, thinks and decided. Small
models fill them with the complaint when nothing of that kind was said.
"""

from collections.abc import Mapping, Sequence

from pipeline.models import SectionName, Speaker
from pipeline.notes.facts import content_words, stem
from pipeline.notes.llm.answers import Answered
from pipeline.notes.llm.checking import Checked, check
from pipeline.notes.llm.passages import Said

HISTORY = "history"
_CLINICIANS = (SectionName.OBJECTIVE, SectionName.ASSESSMENT, SectionName.PLAN)


def placed(sections: Mapping[SectionName, Sequence[Checked]], said: Said) -> dict[SectionName, list[Checked]]:
    """The sections with the patient's own statements in the history, each once.

    Sections after the subjective may be missing. A sentence that the clinician's lines
    support too stays and cites those. Nothing moves where it is not known who speaks, nor
    a sentence that failed its check.
    """
    found = {section: list(checked) for section, checked in sections.items()}
    if not {Speaker.CLINICIAN, Speaker.PATIENT} <= set(said.speakers):
        return found
    others = [i for i, speaker in enumerate(said.speakers) if speaker != Speaker.PATIENT]
    for section in filter(found.__contains__, _CLINICIANS):
        kept: list[Checked] = []
        for checked in found[section]:
            by_clinician = _by_clinician(checked, said, others)
            if by_clinician is not None:
                kept.append(by_clinician)
            elif not _is_told(checked, found[SectionName.SUBJECTIVE]):
                moved = Checked(HISTORY, checked.text, checked.segments, checked.result)
                found[SectionName.SUBJECTIVE].append(moved)
        found[section] = kept
    return found


def _by_clinician(checked: Checked, said: Said, others: Sequence[int]) -> Checked | None:
    """The sentence resting on lines that are not the patient's; None where it cannot."""
    if not checked.supported or set(checked.segments) <= set(others):
        return checked
    lines = tuple(i + 1 for i in checked.segments if i in others)
    again = check(Answered(checked.part, checked.text, lines), said, within=others)
    return again if again.supported else None


def _is_told(checked: Checked, told: Sequence[Checked]) -> bool:
    words = {stem(word) for word in content_words(checked.text)}
    return any(words <= {stem(word) for word in content_words(other.text)} for other in told)
