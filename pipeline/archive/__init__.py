"""The archive: everything about a note as encrypted objects in S3. It is the truth."""

from pipeline.archive.notes import Archive, open_archive

__all__ = ["Archive", "open_archive"]
