"""write: transcript -> note."""

from pipeline.models import SoapNote, Stage
from pipeline.notes.engine import NoteEngine
from pipeline.stages.work import Workbench, drop_if_deleted, missing_input, open_request, report_progress


def write(bench: Workbench, engine: NoteEngine, note_id: str) -> None:
    """Write the note, once, and end the note's processing.

    Raises `NoteEnded`, `Retryable` or `Permanent`.
    """
    request = open_request(bench, note_id)
    report_progress(bench, note_id, Stage.WRITING)(0)
    if bench.archive.get_note(note_id) is None:
        transcript = bench.archive.get_transcript(note_id)
        if transcript is None:
            raise missing_input("transcript")
        note: SoapNote = engine.write(transcript, request.options)
        warnings = [*transcript.warnings, *note.warnings]
        bench.archive.put_note(note_id, note.model_copy(update={"warnings": warnings}))
    drop_if_deleted(bench, note_id)
    bench.board.complete(note_id)
