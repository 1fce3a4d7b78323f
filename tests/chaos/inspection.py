"""The checks after a fault, from outside: the archive, Redis, the disks and the logs."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import celery
import kombu
import ministack
import redis
import uvicorn
from redis.exceptions import RedisError

import pipeline
import workers
from pipeline.archive import Archive
from pipeline.archive.storage import connect_s3
from pipeline.broker import STAGES
from pipeline.deadline import wait_until
from pipeline.models import Transcript
from pipeline.retention import ORPHAN_AGE, remove_orphans
from pipeline.status import HANDED, OPEN_NOTES
from tests.chaos.arena import Arena
from tests.chaos.clips import digest
from tests.chaos.recordings import Recording, outcome

END_SECONDS = 180.0
SECONDS_EACH = 5.0
QUIET_SECONDS = 60.0
# What the software itself has words for may stand in a log; no other word of a patient's may.
SPEAKING = (celery, kombu, redis, uvicorn, ministack, workers, pipeline)
WORD = re.compile(r"[a-z]{5,}")


@dataclass
class Findings:
    """What became of the recordings of one fault. ``wrong`` names everything that may not be."""

    completed: int
    failed: int
    lost: int
    duplicated: int
    wrong: list[str]


def wait_for_ends(arena: Arena, recordings: list[Recording]) -> dict[str, str]:
    """The last status of each note, by id, once all have ended or the time is up."""
    ends: dict[str, str] = {}

    def ended() -> bool:
        for recording in recordings:
            if ends.get(recording.note_id) not in ("completed", "failed", "404"):
                ends[recording.note_id] = outcome(arena, recording)
        return all(end in ("completed", "failed", "404") for end in ends.values())

    wait_until(ended, seconds=END_SECONDS + SECONDS_EACH * len(recordings), poll=0.5)
    return ends


def inspect(arena: Arena, recordings: list[Recording]) -> Findings:
    """Wait for the notes and look at everything they may have left."""
    ends = Counter(wait_for_ends(arena, recordings).values())
    archive = arena.archive()
    wrong = [*left_in_redis(arena), *left_on_disk(arena), *left_in_s3(arena)]
    accepted = {recording.note_id for recording in recordings}
    gone = {r.note_id for r in recordings if archive.get_request(r.note_id) is None}
    present = set(archive.note_ids()) - arena.known_notes
    wrong += [*wrong_notes(archive, [r for r in recordings if r.note_id not in gone])]
    if len(gone) != ends["404"]:
        wrong.append(f"{len(gone)} notes are gone, {ends['404']} of them to clients")
    arena.known_notes |= present
    wrong += [*patient_words(arena)]
    lost = len(recordings) - ends["completed"] - ends["failed"] - ends["404"]
    return Findings(ends["completed"], ends["failed"], lost, len(present - accepted), wrong)


def wrong_notes(archive: Archive, recordings: list[Recording]) -> Iterable[str]:
    """Notes without exactly one outcome, and transcripts that differ from the undisturbed ones."""
    for recording in recordings:
        ended = archive.get_outcome(recording.note_id)
        if ended is None:
            yield f"{recording.note_id} has no outcome"
            continue
        if ended.failure is not None:
            yield f"{recording.note_id} failed with {ended.failure.code}"
            continue
        if archive.get_note(recording.note_id) is None:
            yield f"{recording.note_id} is completed without a note"
        transcript: Transcript | None = archive.get_transcript(recording.note_id)
        if transcript is None or digest(transcript) != recording.clip.digest:
            yield f"{recording.note_id} of {recording.clip.name} has another transcript"


def left_in_redis(arena: Arena) -> list[str]:
    """Notes, leases and messages that should be gone when all work is done."""
    left: list[str] = []

    def empty() -> bool:
        try:
            with arena.client() as client:
                left[:] = [
                    f"{name} in Redis" for name in (OPEN_NOTES, HANDED, "unacked") if client.exists(name)
                ]
                for pattern in ("soapline:lease:*", "soapline:line:*"):
                    left.extend(f"{name} in Redis" for name in client.scan_iter(pattern))
                queues = [name for stage in STAGES for name in client.scan_iter(f"{stage}*", _type="list")]
                left.extend(f"queue {name!r}" for name in queues)
        except RedisError:
            left[:] = ["Redis is away"]
        return not left

    wait_until(empty, seconds=QUIET_SECONDS, poll=0.5)
    return left


def left_on_disk(arena: Arena) -> list[str]:
    """Files in working folders, which hold plaintext."""
    left: list[str] = []

    def empty() -> bool:
        kept = (arena.folder / "work").glob("soapline-work-*/*/*")
        # A worker keeps its counts in a folder of its own while it runs.
        left[:] = [
            f"working file {path.name}" for path in kept if path.suffix != ".db" and path.name != "lock"
        ]
        return not left

    wait_until(empty, seconds=QUIET_SECONDS, poll=0.5)
    return left


def left_in_s3(arena: Arena) -> list[str]:
    """What no note owns and no upload still sends, once housekeeping of the next day has run."""
    archive, client = arena.archive(), connect_s3(arena.s3_settings)
    tomorrow = datetime.now(UTC) + 2 * ORPHAN_AGE
    remove_orphans(archive, tomorrow)
    left = [f"objects of {note_id}" for note_id in archive.orphans(tomorrow)]
    uploads = client.list_multipart_uploads(Bucket="soapline").get("Uploads", [])
    return left + [f"unfinished upload {upload['UploadId']}" for upload in uploads]


def vocabulary(transcripts: Iterable[Transcript]) -> set[str]:
    """Words of the transcripts that no program here would write into a log of its own accord."""
    said = {w for t in transcripts for s in t.segments for w in WORD.findall(s.text.lower())}
    folders = [Path(str(package.__file__)).parent for package in SPEAKING]
    sources = [path for folder in folders for path in folder.rglob("*.py") if "notes" not in path.parts]
    return said - {word for path in sources for word in WORD.findall(path.read_text().lower())}


def patient_words(arena: Arena) -> Iterable[str]:
    """Places where a patient's word stands in a log or in what Redis wrote down; never the word."""
    for path in [*arena.log_files(), *(arena.folder / "redis").rglob("*.aof")]:
        found = arena.patient_words.intersection(WORD.findall(path.read_text(errors="replace").lower()))
        if found:
            yield f"{len(found)} words of patients in {path.name}"
