"""Removing what has passed its time: notes, audio that goes earlier, claims, torn uploads."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pipeline.archive import Archive
from pipeline.idempotency import KEPT

# Far longer than any upload takes.
ORPHAN_AGE = timedelta(hours=24)


def remove_expired(
    archive: Archive, now: datetime, before_removal: Callable[[list[str]], None] = lambda _note_ids: None
) -> list[str]:
    """Remove everything of every note that expired before ``now``; returns their ids.

    ``before_removal`` is given them first: what dies in between leaves no removal untold.
    Notes are looked at from the oldest on, up to the first that is kept: with one
    retention period they expire in the order they came. After the period was shortened,
    a later note therefore waits for the earlier ones. Their statuses stay a while, so
    that clients read 410 rather than 404. Raises `Retryable` when the archive is away.
    """
    expired = []
    for note_id in archive.note_ids():
        request = archive.get_request(note_id)
        if request is not None and request.expires_at > now:
            break
        expired.append(note_id)
    before_removal(expired)
    for note_id in expired:
        archive.delete_note(note_id)
    return expired


def remove_orphans(archive: Archive, now: datetime) -> list[str]:
    """Remove what a dying server left of uploads that were never accepted; returns their ids.

    That is objects without a request record, and unfinished multipart uploads, from
    before `ORPHAN_AGE`. Raises `Retryable` when the archive is away.
    """
    orphans = archive.orphans(now - ORPHAN_AGE)
    for note_id in orphans:
        archive.delete_note(note_id)
    archive.drop_unfinished_uploads(now - ORPHAN_AGE)
    return orphans


def remove_audio(archive: Archive, before: datetime) -> list[str]:
    """Remove upload and speech of notes accepted before an instant that have ended; returns their ids.

    Transcript and note stay. Raises `Retryable` when the archive is away.
    """
    removed = []
    for note_id in archive.notes_with_audio(before):
        if archive.get_outcome(note_id) is not None:
            archive.delete_audio(note_id)
            removed.append(note_id)
    return removed


def remove_claims(archive: Archive, now: datetime) -> int:
    """Remove idempotency claims that no longer hold; returns how many."""
    return archive.delete_claims(now - KEPT)
