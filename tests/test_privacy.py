"""Nothing that was said leaves the archive's sealed objects and the API's own answers."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from pipeline.api.app import create_app
from pipeline.metrics.labels import LABEL_VALUES
from pipeline.redis_link import connect
from pipeline.settings import Settings
from tests.conftest import Stack

# Common words that servers and logs use themselves prove nothing.
LONG_WORD = re.compile(r"[a-z]{7,}")
# fmt: off
OUR_OWN = frozenset({
    "another", "because", "between", "certain", "clinic", "completed", "default", "failure",
    "general", "history", "message", "minutes", "normal", "nothing", "patient", "physician",
    "present", "problem", "process", "processing", "received", "recording", "regular", "response",
    "results", "seconds", "service", "several", "started", "stopped", "support", "through",
    "without", "working", "written",
})
# fmt: on


def telling_words(note: dict[str, object], said: str) -> set[str]:
    """Words of transcript and note that no log line has a reason to hold."""
    spoken = f"{said} {note['transcript']} {note['subjective']} {note['plan']}".lower()
    return set(LONG_WORD.findall(spoken)) - OUR_OWN


def strings_of(path: Path) -> str:
    return path.read_bytes().decode("latin-1").lower()


def places(stack: Stack) -> Iterator[tuple[str, str]]:
    """Everything that is written or shown outside the API's answers."""
    for folder in ("logs", "redis", "s3", "s3-state"):
        for path in (stack.folder / folder).rglob("*"):
            if path.is_file():
                yield str(path), strings_of(path)
    flower = f"http://127.0.0.1:{stack.variables['SOAPLINE_LOCAL_FLOWER_PORT']}"
    login = ("soapline", stack.variables["SOAPLINE_LOCAL_FLOWER_PASSWORD"])
    for page in ("/api/tasks?limit=10000", "/api/workers?refresh=1", "/api/queues/length", "/tasks", "/"):
        response = httpx.get(f"{flower}{page}", auth=login, timeout=60)
        yield page, response.text.lower()


def metrics_of(stack: Stack) -> Iterator[tuple[str, str]]:
    """What Prometheus reads of the API and of each worker."""
    for place in range(3):
        url = f"http://127.0.0.1:{stack.metrics_port + place}/metrics"
        yield url, httpx.get(url, timeout=30).text


def test_no_word_that_was_said_is_in_redis_logs_flower_or_storage(
    stack: Stack, finished_note: dict[str, object], sample_text: str
) -> None:
    words = telling_words(finished_note, sample_text)
    assert len(words) > 30
    seen = dict(places(stack)) | {url: text.lower() for url, text in metrics_of(stack)}
    assert any(path.endswith(".aof") and text for path, text in seen.items())
    assert str(finished_note["noteId"]).lower() in "".join(seen.values())
    leaks = {(place, word) for place, text in seen.items() for word in words if word in text}
    assert len(leaks) == 0, f"{len(leaks)} leaks in {sorted({place for place, _ in leaks})}"


def test_flowers_pages_need_its_password(stack: Stack) -> None:
    flower = f"http://127.0.0.1:{stack.variables['SOAPLINE_LOCAL_FLOWER_PORT']}"
    for page in ("/", "/api/tasks", "/api/workers"):
        assert httpx.get(f"{flower}{page}", timeout=30).status_code == 401


def test_live_status_holds_no_text_of_the_note(stack: Stack, finished_note: dict[str, object]) -> None:
    settings = Settings.model_validate({"redis": {"url": stack.variables["SOAPLINE_REDIS_URL"]}})
    client = connect(settings.redis)
    names = {str(name) for name in client.hgetall(f"soapline:status:{finished_note['noteId']}")}
    client.close()
    assert names - {"audio_seconds"} == {
        "note_id",
        "tenant",
        "state",
        "stage",
        "progress",
        "created_at",
        "updated_at",
        "expires_at",
        "queue",
        "audio_bytes",
        "audio_format",
    }


def test_the_stacks_files_are_their_owners_alone(stack: Stack) -> None:
    for name in ("stack.env", "archive.keys", "redis/valkey.conf", "logs/api.log"):
        assert (stack.folder / name).stat().st_mode & 0o077 == 0, name


def test_no_metric_holds_an_id_a_tenant_or_a_key(stack: Stack, finished_note: dict[str, object]) -> None:
    for url, text in metrics_of(stack):
        assert "soapline_build_info" in text, url
        for label, shown in re.findall(r'[{,](\w+)="([^"]*)"', text):
            if label not in ("route", "version", "le"):
                assert shown in LABEL_VALUES[label], (label, shown)
        for secret in (str(finished_note["noteId"])[5:], stack.key, "note_0"):
            assert secret not in text
    routes = {shown for _, text in metrics_of(stack) for shown in re.findall(r'route="([^"]*)"', text)}
    assert "/v1/audio/status/{note_id}" in routes
    assert routes <= {
        *create_app(Settings()).openapi()["paths"],
        "/docs",
        "/redoc",
        "/openapi.json",
        "unmatched",
    }


def test_the_counts_of_a_finished_note_add_up_over_all_processes(
    stack: Stack, finished_note: dict[str, object]
) -> None:
    api, notes, transcribe = (text for _, text in metrics_of(stack))
    assert counted(api, "soapline_notes_accepted_total", source="audio", priority="routine") >= 1
    assert counted(notes, "soapline_notes_completed_total", source="audio") >= 1
    assert counted(notes, "soapline_upload_to_note_seconds_count", source="audio") >= 1
    assert counted(notes, "soapline_stage_audio_seconds_total", stage="normalize") > 10
    assert counted(transcribe, "soapline_stage_audio_seconds_total", stage="transcribe") > 10
    assert counted(transcribe, "soapline_model_load_seconds", model="speech") > 0


def counted(text: str, name: str, **labels: str) -> float:
    """The value of one sample in a scrape."""
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return float(sample.value)
    return 0.0
