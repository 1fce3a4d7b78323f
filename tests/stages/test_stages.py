"""The stages as functions from one archived object to the next, on real storage and Redis."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis

from pipeline.allowances import PREFIX, AudioMeter, audio_name
from pipeline.archive import Archive
from pipeline.errors import Permanent
from pipeline.leases import LeaseLost, Leases, lease_key
from pipeline.models import (
    Draft,
    NoteOptions,
    NoteState,
    Outcome,
    SectionName,
    Segment,
    SoapNote,
    Stage,
    Transcript,
)
from pipeline.notes.engine import load_engine
from pipeline.settings import Settings
from pipeline.stages.failure import record_failure
from pipeline.stages.normalize import normalize
from pipeline.stages.work import NoteEnded, Workbench, report_progress
from pipeline.stages.write import write
from pipeline.status import StatusBoard, opening_status
from tests.conftest import make_request

SAID = Transcript(
    language="en",
    duration=9,
    model="test",
    segments=[
        Segment(id="s1", start=0, end=3, text="What brings you in today?"),
        Segment(id="s2", start=3, end=6, text="I have had a cough and a fever for three days."),
        Segment(id="s3", start=6, end=9, text="Your lungs are clear. Take acetaminophen 500 milligrams."),
    ],
)


@pytest.fixture
def bench(archive: Archive, board: StatusBoard, leases: Leases) -> Iterator[Workbench]:
    request = make_request()
    archive.put_request(request)
    board.put(opening_status(request))
    with leases.hold("note_01", "transcribing") as lease:
        yield Workbench(archive, board, Settings(), lease)


def store_audio(bench: Workbench, audio: bytes) -> None:
    with bench.archive.audio_writer("note_01") as writer:
        writer.write(audio)


def test_normalize_stores_speech_and_what_it_measured(bench: Workbench, short_recording: Path) -> None:
    store_audio(bench, short_recording.read_bytes())
    normalize(bench, "note_01")
    speech = bench.archive.get_speech("note_01")
    assert speech is not None
    assert speech.duration == pytest.approx(12, abs=0.2)
    status = bench.board.get("note_01")
    assert status is not None
    assert status.stage is Stage.NORMALIZING


def test_normalize_counts_the_audio_towards_the_limit_of_its_key_once(
    bench: Workbench, client: "redis.Redis", short_recording: Path
) -> None:
    bench.archive.put_request(make_request(key_id="key_1"))
    store_audio(bench, short_recording.read_bytes())
    metered = replace(bench, audio_meter=AudioMeter(client))
    normalize(metered, "note_01")
    normalize(metered, "note_01")
    assert client.get(f"{PREFIX}:{audio_name('key_1')}") == "12"


def test_a_stage_whose_output_exists_is_not_done_again(bench: Workbench, short_recording: Path) -> None:
    store_audio(bench, short_recording.read_bytes())
    normalize(bench, "note_01")
    before = bench.archive.get_speech("note_01")
    store_audio(bench, b"no audio at all")
    normalize(bench, "note_01")
    assert bench.archive.get_speech("note_01") == before


def test_a_missing_input_ends_the_note_with_what_to_do(bench: Workbench) -> None:
    with pytest.raises(Permanent) as caught:
        normalize(bench, "note_01")
    assert caught.value.code == "INPUT_MISSING"
    assert "Send the recording again" in caught.value.public_message
    with pytest.raises(Permanent) as caught:
        write(bench, load_engine("grounded"), "note_01")
    assert caught.value.code == "INPUT_MISSING"


def test_write_ends_the_note_as_completed_and_carries_warnings_on(bench: Workbench) -> None:
    bench.archive.put_transcript(
        "note_01", SAID.model_copy(update={"warnings": ["The recording is cut short."]})
    )
    write(bench, load_engine("grounded"), "note_01")
    note = bench.archive.get_note("note_01")
    assert note is not None
    assert "The recording is cut short." in note.warnings
    status = bench.board.get("note_01")
    assert status is not None
    assert status.state is NoteState.COMPLETED


def test_a_note_deleted_during_a_stage_leaves_nothing(bench: Workbench) -> None:
    class Deleting:
        name, version = "deleting", "1"

        def write(self, transcript: Transcript, options: object) -> object:
            bench.archive.delete_note("note_01")
            bench.board.remove("note_01")
            return load_engine("grounded").write(transcript, make_request().options)

    bench.archive.put_transcript("note_01", SAID)
    with pytest.raises(NoteEnded):
        write(bench, Deleting(), "note_01")  # type: ignore[arg-type]
    assert list(bench.archive._storage.names()) == []
    assert bench.board.get("note_01") is None


class BySection:
    """An engine that hands out two sections and then does what it is told."""

    name, version = "by section", "1"

    def __init__(self, then: Callable[[], object]) -> None:
        self.then = then

    def write(self, transcript: Transcript, options: NoteOptions) -> SoapNote:
        return load_engine("grounded").write(transcript, options)

    def write_by_section(
        self, transcript: Transcript, options: NoteOptions, hand_out: Callable[[SectionName, str], None]
    ) -> SoapNote:
        hand_out(SectionName.SUBJECTIVE, "Cough.")
        hand_out(SectionName.OBJECTIVE, "Lungs clear.")
        self.then()
        hand_out(SectionName.ASSESSMENT, "Bronchitis.")
        return self.write(transcript, options)


def test_sections_can_be_read_while_the_others_are_written_and_the_note_leaves_no_draft(
    bench: Workbench,
) -> None:
    seen: list[object] = []

    def look() -> None:
        status = bench.board.get("note_01")
        assert status is not None
        seen.extend((bench.archive.get_draft("note_01"), status.progress))

    bench.archive.put_transcript("note_01", SAID)
    write(bench, BySection(look), "note_01")
    sections = {SectionName.SUBJECTIVE: "Cough.", SectionName.OBJECTIVE: "Lungs clear."}
    assert seen == [Draft(sections=sections), pytest.approx(0.97)]
    assert bench.archive.get_draft("note_01") is None
    assert bench.archive.get_note("note_01") is not None


def test_a_note_deleted_while_its_sections_are_written_leaves_nothing(bench: Workbench) -> None:
    def delete() -> None:
        bench.archive.delete_note("note_01")
        bench.board.remove("note_01")

    bench.archive.put_transcript("note_01", SAID)
    with pytest.raises(NoteEnded):
        write(bench, BySection(delete), "note_01")
    assert list(bench.archive._storage.names()) == []


def test_long_work_stops_when_its_note_is_deleted(bench: Workbench) -> None:
    report = report_progress(bench, "note_01", Stage.TRANSCRIBING)
    report(0.5)
    bench.archive.delete_note("note_01")
    bench.board.remove("note_01")
    with pytest.raises(NoteEnded):
        report(0.6)


def test_a_failed_note_runs_no_further_stage(bench: Workbench) -> None:
    record_failure(bench, "note_01", Stage.NORMALIZING, Permanent("Nothing was said.", code="NO_SPEECH"))
    outcome = bench.archive.get_outcome("note_01")
    assert outcome is not None
    assert outcome.failure is not None
    assert outcome.failure.code == "NO_SPEECH"
    with pytest.raises(NoteEnded):
        write(bench, load_engine("grounded"), "note_01")
    status = bench.board.get("note_01")
    assert status is not None
    assert (status.state, status.error_code) == (NoteState.FAILED, "NO_SPEECH")


def test_a_stage_whose_note_another_worker_took_over_writes_nothing(
    bench: Workbench, leases: Leases, client: "redis.Redis", short_recording: Path
) -> None:
    store_audio(bench, short_recording.read_bytes())
    bench.archive.put_transcript("note_01", SAID)
    client.delete(lease_key("note_01"))  # as when this worker was frozen for longer than its lease
    with leases.hold("note_01", "transcribing"):
        with pytest.raises(LeaseLost):
            normalize(bench, "note_01")
        with pytest.raises(LeaseLost):
            write(bench, load_engine("grounded"), "note_01")
        with pytest.raises(LeaseLost):
            record_failure(bench, "note_01", Stage.WRITING, Permanent("m"))
    assert bench.archive.get_speech("note_01") is None
    assert bench.archive.get_note("note_01") is None
    assert bench.archive.get_outcome("note_01") is None


def test_the_first_outcome_stands_and_is_the_one_that_is_shown(bench: Workbench) -> None:
    bench.archive.put_transcript("note_01", SAID)
    bench.archive.end("note_01", Outcome(ended_at=datetime.now(UTC)))
    record_failure(bench, "note_01", Stage.WRITING, Permanent("m"))
    status = bench.board.get("note_01")
    assert status is not None
    assert status.state is NoteState.COMPLETED


def test_an_outcome_that_was_recorded_but_not_shown_is_shown_by_the_next_attempt(bench: Workbench) -> None:
    bench.archive.end("note_01", Outcome(ended_at=datetime.now(UTC)))
    with pytest.raises(NoteEnded):
        write(bench, load_engine("grounded"), "note_01")
    status = bench.board.get("note_01")
    assert status is not None
    assert status.state is NoteState.COMPLETED
