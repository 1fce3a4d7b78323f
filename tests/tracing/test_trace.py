"""One trace from upload to note, over a real socket to an OTLP receiver, with ids alone in it."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from pipeline.deadline import wait_until
from pipeline.local.commands import NOTE_STAGES
from pipeline.settings import Settings
from tests.conftest import Stack, start_stack, stop_stack
from tests.tracing.collector import Collector, attributes, running_collector

SECRET = "jane-doe-chest-pain"
# The embedded stack's second worker, by its stages.
NOTES = "soapline-" + "-".join(NOTE_STAGES)


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with running_collector() as running:
        yield running


@pytest.fixture(scope="module")
def traced(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("traced") / "soapline"
    running = start_stack(folder, variables={"SOAPLINE_TRACING_ENDPOINT": collector.url})
    yield running
    stop_stack(running)


@pytest.fixture(scope="module")
def note_id(traced: Stack, short_recording: Path) -> str:
    """A recording whose request carries what must not travel on."""
    response = httpx.post(
        f"{traced.url}/v1/note/audio?patient={SECRET}",
        headers=traced.authorization
        | {"User-Agent": SECRET, "baggage": f"patient={SECRET}", "Idempotency-Key": SECRET},
        files={"audio": (f"{SECRET}.mp3", short_recording.read_bytes())},
        data={"specialty": "physician"},
        timeout=60,
    )
    httpx.get(f"{traced.url}/v1/{SECRET}", headers=traced.authorization, timeout=30)
    note_id = str(response.json()["noteId"])
    assert traced.finish(note_id)["status"] == "completed"
    return note_id


def test_tracing_is_off_by_default() -> None:
    assert Settings().tracing.endpoint is None


def test_one_trace_leads_from_the_upload_to_the_note(collector: Collector, note_id: str) -> None:
    wanted = {
        "soapline-api": {"POST /v1/note/audio", "apply_async/soapline.normalize"},
        NOTES: {"run/soapline.normalize", "run/soapline.write"},
        "soapline-transcribe": {"run/soapline.transcribe"},
    }

    def complete() -> bool:
        found = collector.names(collector.trace_of(note_id))
        return all(names <= found.get(service, set()) for service, names in wanted.items())

    assert wait_until(complete, seconds=30), collector.names(collector.trace_of(note_id))
    found = collector.names(collector.trace_of(note_id))
    assert any("PutObject" in name for name in found[NOTES]), "S3 calls are in it"
    assert "EVALSHA" in found["soapline-transcribe"], "Redis calls are in it"


def test_no_span_holds_more_than_ids_codes_and_names(
    traced: Stack, collector: Collector, note_id: str
) -> None:
    def answered() -> bool:
        return any(span.name == "GET unmatched" for _, span in [*collector.spans])

    assert wait_until(answered, seconds=30)
    for body in collector.bodies:
        for secret in (SECRET, traced.key, "127.0.0.1", "notes/note_", "soapline:status"):
            assert secret.encode() not in body, secret
    names = {name for _, span in collector.spans for name in attributes(span)}
    assert {"soapline.note_id", "http.route"} <= names
    assert not names & {"http.url", "url.path", "url.query", "db.statement", "http.user_agent", "net.peer.ip"}
    assert not any(span.status.message for _, span in collector.spans)


def test_polls_and_heartbeats_make_no_traces_of_their_own(collector: Collector, note_id: str) -> None:
    roots = {span.name for _, span in collector.spans if not span.parent_span_id}
    assert all(name.split(" ")[0] in ("GET", "POST") for name in roots), roots
