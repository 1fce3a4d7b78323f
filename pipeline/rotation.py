"""Key rotation of the archive: every data key is wrapped anew, no body is read or written.

Recordings may come in meanwhile: the store copies each object onto itself in one step, and
readers find its old or its new metadata. What is wrapped by the current key already is
passed over, so an interrupted run goes on where it stopped.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import structlog

from pipeline.archive import Archive
from pipeline.archive.envelope import Tampered

# Requests to the store at once; each is small, so the time is the store's latency.
THREADS = 16
BATCH = 256

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Rotated:
    """Objects looked at, re-wrapped among them, and those whose data key does not open."""

    objects: int = 0
    rewrapped: int = 0
    unreadable: int = 0


def rotate_data_keys(archive: Archive, on_objects: Callable[[int], None]) -> Rotated:
    """Wrap every data key by the current key; ``on_objects`` is told how many were looked at.

    Raises `Retryable` when the store is away and `UnknownKey` where an object's key is not
    configured; what was re-wrapped by then stays so.
    """
    done = Rotated()
    with ThreadPoolExecutor(THREADS) as threads:
        for names in _batches(archive.object_names()):
            ends = list(threads.map(lambda name: _rewrap(archive, name), names))
            rewrapped, unreadable = ends.count(True), ends.count(None)
            done = Rotated(done.objects + len(ends), done.rewrapped + rewrapped, done.unreadable + unreadable)
            on_objects(len(ends))
    return done


def _rewrap(archive: Archive, name: str) -> bool | None:
    try:
        return archive.rewrap(name)
    except Tampered as error:
        log.warning("object cannot be re-wrapped", object=name, code=error.code)
        return None


def _batches(names: Iterator[str]) -> Iterator[list[str]]:
    while batch := list(islice(names, BATCH)):
        yield batch
