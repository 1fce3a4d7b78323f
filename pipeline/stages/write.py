"""write: transcript -> note."""

from contextlib import suppress

import structlog

from pipeline.configuration import BadSettings
from pipeline.errors import FieldProblem, Retryable
from pipeline.metrics.instruments import note_completed
from pipeline.models import Draft, NoteRequest, SectionName, SoapNote, Stage, Transcript
from pipeline.notes.engine import EngineBySection, NoteEngine, load_engine
from pipeline.notes.llm.options import Away, LlmOptions, Unsupported
from pipeline.settings import NoteSettings
from pipeline.stages.work import (
    Workbench,
    drop_if_deleted,
    end_note,
    missing_input,
    open_request,
    report_progress,
)

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
        note = _written(bench, engine, request, transcript)
        if note.generator.engine != engine.name:
            log.warning("another engine stood in", wanted=engine.name, wrote=note.generator.engine)
        warnings = [*transcript.warnings, *note.warnings]
        bench.lease.check()
        bench.archive.put_note(note_id, note.model_copy(update={"warnings": warnings}))
    if isinstance(engine, EngineBySection):
        bench.archive.delete_draft(note_id)
    ended = end_note(bench, note_id)
    if ended is not None and ended.failure is None:
        note_completed(request, ended.ended_at)


def _written(bench: Workbench, engine: NoteEngine, request: NoteRequest, transcript: Transcript) -> SoapNote:
    """The engine's note; where it takes long, each section can be read as soon as it is finished."""
    if not isinstance(engine, EngineBySection):
        return engine.write(transcript, request.options)
    report = report_progress(bench, request.note_id, Stage.WRITING)
    finished: dict[SectionName, str] = {}

    def hand_out(section: SectionName, text: str) -> None:
        finished[section] = text
        # The draft is for those who wait; that it cannot be stored now costs the note nothing.
        with suppress(Retryable):
            bench.archive.put_draft(request.note_id, Draft(sections=finished))
            drop_if_deleted(bench, request.note_id)
        report(len(finished) / (len(SectionName) + 1))

    return engine.write_by_section(transcript, request.options, hand_out)
