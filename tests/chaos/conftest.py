"""One arena for all faults; the table when they are through."""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.arena import Arena, running_arena
from tests.chaos.clips import Clip, cut_clips, digest
from tests.chaos.inspection import vocabulary, wait_for_ends
from tests.chaos.recordings import Recording, submit_until_accepted
from tests.chaos.report import Row, print_table
from tests.conftest import REPOSITORY

SEED = int(os.environ.get("CHAOS_SEED", time.time_ns() % 1_000_000))
RECORDINGS = int(os.environ.get("CHAOS_RECORDINGS", "10"))


@pytest.fixture(scope="package")
def arena(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Arena]:
    """The running system, with clips whose transcripts are known and always the same."""
    print(f"\nCHAOS_SEED={SEED} CHAOS_RECORDINGS={RECORDINGS}")
    folder = tmp_path_factory.mktemp("chaos")
    data = Path(os.environ.get("SOAPLINE_EVAL_DATA", REPOSITORY.parent / "shared" / "data"))
    with running_arena(folder) as running:
        clips = cut_clips(folder, data if data.is_dir() else None)
        running.clips = undisturbed(running, clips)
        print(f"{len(running.clips)} of {len(clips)} clips always give the same transcript")
        yield running


def undisturbed(arena: Arena, clips: list[Clip]) -> list[Clip]:
    """The clips that gave the same transcript twice, with its digest.

    Speech that the model doubts is decoded again by sampling; such a clip proves nothing here.
    """
    recordings = [Recording(clip) for clip in clips * 2]
    for recording in recordings:
        submit_until_accepted(arena, recording)
    wait_for_ends(arena, recordings)
    archive = arena.archive()
    transcripts = [archive.get_transcript(recording.note_id) for recording in recordings]
    arena.known_notes = set(archive.note_ids())
    arena.patient_words = vocabulary(t for t in transcripts if t is not None)
    pairs = zip(clips, transcripts, transcripts[len(clips) :], strict=False)
    same = [replace(clip, digest=digest(a)) for clip, a, b in pairs if a is not None and a == b]
    assert len(same) >= 3, "too few clips are transcribed alike twice"
    assert len(arena.patient_words) >= 5, "too few words to look for"
    return same


@pytest.fixture(scope="package")
def rows() -> Iterator[list[Row]]:
    """Filled by every fault; shown as a table at the end."""
    found: list[Row] = []
    yield found
    if found:
        print()
        print_table(found, f"CHAOS_SEED={SEED} CHAOS_RECORDINGS={RECORDINGS}")


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Randomness of one fault: the same whichever faults run before it."""
    return random.Random(f"{SEED} {request.node.name}")
