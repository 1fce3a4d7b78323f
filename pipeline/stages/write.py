"""write: transcript -> note."""

import structlog

from pipeline.configuration import BadSettings
from pipeline.errors import FieldProblem
from pipeline.metrics.instruments import note_completed
from pipeline.models import SoapNote, Stage
from pipeline.notes.engine import NoteEngine, load_engine
from pipeline.notes.llm.options import Away, LlmOptions, Unsupported
from pipeline.settings import NoteSettings
from pipeline.stages.work import Workbench, end_note, missing_input, open_request, report_progress

log = structlog.get_logger()


def load_note_engine(notes: NoteSettings) -> NoteEngine:
    """The configured note engine, ready to write. No server is contacted.

    Raises `BadSettings` naming each variable that the engine lacks.
    """
    return load_engine(notes.engine, llm_options(notes) if notes.engine == "llm" else None)


def llm_options(notes: NoteSettings) -> LlmOptions:
    """What the language model's engine needs; raises `BadSettings` naming each variable it lacks."""
    needed = {"SOAPLINE_NOTES_LLM_URL": notes.llm_url, "SOAPLINE_NOTES_LLM_MODEL": notes.llm_model}
    if missing := [FieldProblem(name, "is not set") for name, value in needed.items() if not value]:
        raise BadSettings("The note engine llm needs a server and a model.", details=missing)
    try:
        return LlmOptions(
            url=notes.llm_url or "",
            model=notes.llm_model or "",
            api_key=notes.llm_api_key.get_secret_value() if notes.llm_api_key else None,
            timeout=notes.llm_timeout,
            retries=notes.llm_retries,
            concurrency=notes.llm_concurrency,
            context_tokens=notes.llm_context_tokens,
            answer_tokens=notes.llm_answer_tokens,
            unsupported=Unsupported(notes.llm_unsupported),
            away=Away(notes.llm_away),
        )
    except ValueError as error:
        problem = FieldProblem("SOAPLINE_NOTES_LLM_CONTEXT_TOKENS", str(error))
        raise BadSettings("The note engine llm cannot work with these settings.", details=[problem]) from None


def write(bench: Workbench, engine: NoteEngine, note_id: str) -> None:
    """Write the note, once, and end the note's processing.

    Raises `NoteEnded`, `LeaseLost`, `Retryable` or `Permanent`.
    """
    request = open_request(bench, note_id)
    report_progress(bench, note_id, Stage.WRITING)(0)
    if bench.archive.get_note(note_id) is None:
        transcript = bench.archive.get_transcript(note_id)
        if transcript is None:
            raise missing_input("transcript")
        note: SoapNote = engine.write(transcript, request.options)
        if note.generator.engine != engine.name:
            log.warning("another engine stood in", wanted=engine.name, wrote=note.generator.engine)
        warnings = [*transcript.warnings, *note.warnings]
        bench.lease.check()
        bench.archive.put_note(note_id, note.model_copy(update={"warnings": warnings}))
    ended = end_note(bench, note_id)
    if ended is not None and ended.failure is None:
        note_completed(request, ended.ended_at)
