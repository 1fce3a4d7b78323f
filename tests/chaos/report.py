"""The table of faults."""

from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from pipeline.settings import MIB
from tests.chaos.inspection import Findings

COLUMNS = (
    "fault", "submitted", "refused", "completed", "failed", "lost", "duplicated", "seconds to recover",
    "worst memory, MB",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One fault and what it did. ``refused`` counts answers of 503, each sent again."""

    fault: str
    submitted: int
    refused: int
    findings: Findings
    recovered: float | None
    memory: int

    def cells(self) -> list[str]:
        found = self.findings
        counts = (self.submitted, self.refused, found.completed, found.failed, found.lost, found.duplicated)
        return [self.fault, *map(str, counts), _seconds(self.recovered), f"{self.memory / MIB:.0f}"]


def _seconds(recovered: float | None) -> str:
    return "none in hand" if recovered is None else f"{recovered:.1f}"


def print_table(rows: list[Row], title: str) -> None:
    """Show all rows and their sums."""
    table = Table(*COLUMNS, title=title)
    for row in rows:
        table.add_row(*row.cells())
    sums = [sum(int(row.cells()[n]) for row in rows) for n in range(1, 7)]
    longest = max((row.recovered for row in rows if row.recovered is not None), default=None)
    worst = _seconds(longest), f"{max(row.memory for row in rows) / MIB:.0f}"
    table.add_section()
    table.add_row("all", *map(str, sums), *worst)
    Console(width=150).print(table)
