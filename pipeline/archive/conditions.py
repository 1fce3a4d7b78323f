"""Whether a store honours ``If-None-Match: *`` on a write, found out by asking it.

Stores differ: some take the header and ignore it, some look and then write, so that two
writers at the same moment both win, and some do what S3 does. Source: AWS S3 user guide,
"How to prevent object overwrites with conditional writes" (412 for all but one writer).
"""

import uuid
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum

from pipeline.archive.storage import SealedStorage

WRITERS = 8
ROUNDS = 3


class ConditionalWrites(StrEnum):
    """What a store makes of a conditional write."""

    HONOURED = "honoured"
    RACING = "honoured, but not by writers at the same moment"
    IGNORED = "ignored"


def probe_conditional_writes(storage: SealedStorage) -> ConditionalWrites:
    """Write probe objects, one after another and at once, and remove them.

    Raises `Retryable` when the store is away.
    """
    folder = f"probe/{uuid.uuid4().hex}/"
    try:
        if not storage.put_once(f"{folder}alone", b"") or storage.put_once(f"{folder}alone", b""):
            return ConditionalWrites.IGNORED
        with ThreadPoolExecutor(WRITERS) as writers:
            for attempt in range(ROUNDS):
                won = sum(
                    writers.map(lambda name: storage.put_once(name, b""), [f"{folder}{attempt}"] * WRITERS)
                )
                if won != 1:
                    return ConditionalWrites.RACING
        return ConditionalWrites.HONOURED
    finally:
        storage.delete_under(folder)
