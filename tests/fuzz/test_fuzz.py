"""Damaged and absurd media through the real API: each is refused, fails with a reason, or is a note."""

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from tests.conftest import Stack, start_stack, stop_stack
from tests.fuzz.corpus import corpus

REFUSALS = {"VALIDATION_ERROR", "UNSUPPORTED_MEDIA_TYPE"}
REASONS = {
    "NO_SPEECH",
    "NO_AUDIO_TRACK",
    "UNREADABLE_AUDIO",
    "AUDIO_TOO_SHORT",
    "AUDIO_TOO_LONG",
    "DECODE_LIMIT",
}
# Wall-clock limit of the decoder in the full run, and what a file may take beside it.
DECODER_SECONDS = 20
SAMPLE_EVERY = 47
UPLOADS = 8


def submit(stack: Stack, body: bytes) -> "httpx.Response":
    return httpx.post(
        f"{stack.url}/v1/note/audio",
        headers=stack.authorization,
        files={"audio": body},
        data={"specialty": "generic"},
        timeout=60,
    )


def end_of(stack: Stack, name: str, response: "httpx.Response", *, seconds: float) -> str:
    """How one file ended: its refusal's code, its failure's reason, or ``note``."""
    if response.status_code != HTTPStatus.ACCEPTED:
        assert response.is_client_error, (name, response.status_code)
        code = str(response.json()["error"]["code"])
        assert code in REFUSALS, (name, code)
        return f"refused {code}"
    status = stack.finish(response.json()["noteId"], seconds=seconds)
    if status["status"] == "completed":
        return "note"
    error = status["error"]
    assert isinstance(error, dict)
    assert error["code"] in REASONS, (name, error["code"])
    return f"failed {error['code']}"


def children(stack: Stack) -> dict[str, object]:
    """The processes of the stack by name: one that died and was started again has another id."""
    found: dict[str, object] = json.loads((stack.folder / "children.json").read_text())
    return found


def run(stack: Stack, files: list[tuple[str, bytes]], *, seconds: float) -> Counter[str]:
    """Send them all, wait for every end; no process of the stack may die on the way."""
    before = children(stack)
    with ThreadPoolExecutor(UPLOADS) as threads:
        responses = list(threads.map(lambda file: submit(stack, file[1]), files))
        ends = threads.map(
            lambda pair: end_of(stack, pair[0][0], pair[1], seconds=seconds),
            zip(files, responses, strict=True),
        )
        counted = Counter(ends)
    assert children(stack) == before
    assert httpx.get(f"{stack.url}/readyz", timeout=10).status_code == HTTPStatus.OK
    return counted


def test_a_sample_of_the_corpus_ends_in_refusals_failures_and_notes(stack: Stack, tmp_path: Path) -> None:
    files = list(corpus(tmp_path))[::SAMPLE_EVERY]
    assert run(stack, files, seconds=60).total() == len(files)


def test_the_same_seed_gives_the_same_bytes_and_at_least_500_files(tmp_path: Path) -> None:
    def digest(folder: Path) -> str:
        folder.mkdir()
        whole = hashlib.sha256()
        for name, body in corpus(folder):
            whole.update(name.encode() + hashlib.sha256(body).digest())
        return whole.hexdigest()

    assert digest(tmp_path / "a") == digest(tmp_path / "b")
    names = [name for name, _ in corpus(tmp_path)]
    assert len(names) == len(set(names)) >= 500


@pytest.fixture
def strict_stack(tmp_path: Path) -> Iterator[Stack]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "SOAPLINE_AUDIO_TIME_LIMIT", str(DECODER_SECONDS))
        patch.setitem(os.environ, "SOAPLINE_LOCAL_WRITE_PROCESSES", "2")
        patch.setitem(os.environ, "SOAPLINE_ASR_BEAM_SIZE", "1")
        patch.setitem(os.environ, "SOAPLINE_ASR_DIARIZE", "false")
        running = start_stack(tmp_path / "soapline")
    yield running
    stop_stack(running)


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_whole_corpus_ends_in_refusals_failures_and_notes(strict_stack: Stack, tmp_path: Path) -> None:
    files = list(corpus(tmp_path))
    ends = run(strict_stack, files, seconds=900)
    print(f"\n{len(files)} files:", *(f"{count:5} {end}" for end, count in ends.most_common()), sep="\n")
    assert ends.total() == len(files)
