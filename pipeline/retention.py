"""Removing notes that have passed their ``expires_at``, and uploads that never became notes."""

from datetime import datetime, timedelta

from pipeline.archive import Archive

# Far longer than any upload takes.
ORPHAN_AGE = timedelta(hours=24)


def remove_expired(archive: Archive, now: datetime) -> list[str]:
    """Remove everything of every note that expired before ``now``; returns their ids.

    Notes are looked at from the oldest on, up to the first that is kept: with one
    retention period they expire in the order they came. After the period was shortened,
    a later note therefore waits for the earlier ones. Their statuses stay a while, so
    that clients read 410 rather than 404. Raises `Retryable` when the archive is away.
    """
    removed = []
    for note_id in archive.note_ids():
        request = archive.get_request(note_id)
        if request is not None and request.expires_at > now:
            break
        archive.delete_note(note_id)
        removed.append(note_id)
    return removed


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
