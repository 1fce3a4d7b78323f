"""The share of the adversarial cases that an engine gets right, by kind."""

from collections.abc import Mapping, Sequence

from rich.table import Table

from pipeline.notes.engine import NoteEngine
from tests.notes.test_adversarial import Case, faults


def sample(cases: Mapping[str, Sequence[Case]], most: int) -> dict[str, Sequence[Case]]:
    """At most so many cases of each kind, evenly spread over those there are."""
    return {kind: found[:: -(-len(found) // most)] for kind, found in cases.items()}


def by_kind(cases: Mapping[str, Sequence[Case]], engine: NoteEngine) -> Table:
    table = Table("Adversarial kind", "Right", "Cases", "%", title=f"{engine.name} {engine.version}")
    right = {kind: sum(not faults(case, engine) for case in found) for kind, found in cases.items()}
    for kind, found in cases.items():
        table.add_row(kind, str(right[kind]), str(len(found)), f"{100 * right[kind] / len(found):.0f}")
    total = sum(map(len, cases.values()))
    table.add_row("all", str(sum(right.values())), str(total), f"{100 * sum(right.values()) / total:.0f}")
    return table
