"""Whatever dies, freezes, fills or repeats: every accepted recording ends once, and nothing is left.

`make chaos` runs every fault; `CHAOS_SEED` repeats a run and `CHAOS_RECORDINGS` sets its length.
"""

import random
import time

import pytest

from tests.chaos.arena import Arena, pause
from tests.chaos.conftest import RECORDINGS
from tests.chaos.faults import FAULTS, Fault
from tests.chaos.inspection import inspect
from tests.chaos.recordings import Recording, Senders
from tests.chaos.recovery import MemoryWatch, notes_in_hand, seconds_to_recover
from tests.chaos.report import Row

QUICK_RECORDINGS = 3
RECOVERY_SECONDS = 30.0
SENDING_SECONDS = 6.0


def endure(arena: Arena, fault: Fault, chance: random.Random, recordings: list[Recording]) -> Row:
    """Let a fault strike at a random moment while recordings come in, and see what is left."""
    if fault.needs_disks and not arena.quotas:
        pytest.skip("small disks cannot be mounted here: that takes root")
    with MemoryWatch(arena) as memory:
        with Senders(arena, recordings, chance, SENDING_SECONDS):
            pause(0.0 if fault.takes_first else chance.uniform(1.0, 5.0))
            struck = notes_in_hand(arena, fault.holder)
            fault.strike(arena, chance)
            recovered = seconds_to_recover(arena, struck, time.monotonic())
        arena.mend()
        findings = inspect(arena, recordings)
    refused = sum(recording.refused for recording in recordings)
    row = Row(fault.name, len(recordings), refused, findings, recovered, memory.worst)
    print("  ".join(row.cells()), *findings.wrong, sep="\n    ")
    return row


def check(row: Row) -> None:
    assert row.findings.wrong == []
    assert (row.findings.lost, row.findings.duplicated) == (0, 0)
    assert row.recovered is None or row.recovered < RECOVERY_SECONDS


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_every_accepted_recording_ends_once(
    arena: Arena, rows: list[Row], chance: random.Random, fault: Fault
) -> None:
    recordings = [Recording(chance.choice(arena.clips)) for _ in range(RECORDINGS)]
    rows.append(endure(arena, fault, chance, recordings))
    check(rows[-1])


@pytest.mark.timeout(400)
@pytest.mark.parametrize("fault", [f for f in FAULTS if f.quick], ids=lambda fault: fault.name)
def test_a_few_recordings_survive_what_happens_most(
    arena: Arena, rows: list[Row], chance: random.Random, fault: Fault
) -> None:
    recordings = [Recording(chance.choice(arena.clips)) for _ in range(QUICK_RECORDINGS)]
    rows.append(endure(arena, fault, chance, recordings))
    check(rows[-1])
