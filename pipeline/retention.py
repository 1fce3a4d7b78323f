"""Removing notes that have passed their ``expires_at``."""

from datetime import datetime

from pipeline.archive import Archive


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
