"""The share of the adversarial cases that an engine gets right, by kind."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from pipeline.notes.engine import NoteEngine
from pipeline.notes.llm.failures import ModelUnreadable
from tests.notes.test_adversarial import Case, faults


def sample(cases: Mapping[str, Sequence[Case]], most: int) -> dict[str, Sequence[Case]]:
    """At most so many cases of each kind, the shortest talks first."""
    return {kind: sorted(found, key=_characters)[:most] for kind, found in cases.items()}


def _characters(case: Case) -> int:
    return sum(map(len, case["turns"]))


def by_kind(cases: Mapping[str, Sequence[Case]], engine: NoteEngine) -> Table:
    table = Table("Adversarial kind", "Right", "Cases", "%", title=f"{engine.name} {engine.version}")
    right = {kind: sum(is_right(case, engine) for case in found) for kind, found in cases.items()}
    for kind, found in cases.items():
        table.add_row(kind, str(right[kind]), str(len(found)), f"{100 * right[kind] / len(found):.0f}")
    total = sum(map(len, cases.values()))
    table.add_row("all", str(sum(right.values())), str(total), f"{100 * sum(right.values()) / total:.0f}")
    return table


def is_right(case: Case, engine: NoteEngine) -> bool:
    """Whether the note of a case holds what it must and nothing else; no note is a wrong one."""
    try:
        return not faults(case, engine)
    except ModelUnreadable:
        return False
