"""What `soapline doctor` checks: each part, whether it works, and how to mend it."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pipeline.access import AccessKeys
from pipeline.archive import open_archive
from pipeline.archive.conditions import ConditionalWrites
from pipeline.archive.key_rings import open_key_ring
from pipeline.archive.lifecycle import open_bucket_rules
from pipeline.asr import locate_weights
from pipeline.audio.decoder import caged_ffmpeg, find_ffmpeg
from pipeline.checks_of_peers import NotWorking, check_api, check_encryption, check_workers
from pipeline.errors import SoaplineError
from pipeline.notes.llm.failures import ModelFailed, ModelRefuses
from pipeline.redis_link import connect, redis_errors
from pipeline.remedies import is_embedded, remedy
from pipeline.settings import MIB, Settings
from pipeline.stages.normalize import decode_limits
from pipeline.stages.write import llm_options
from pipeline.status import open_status_board

# The largest upload (500 MiB) and four hours of 16 kHz speech beside it.
FREE_BYTES = 960 * MIB
VERSION_SECONDS = 20.0
PROBE_SECONDS = 10.0
SHOWN_MODELS = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One part of the service: what was seen, and the next step where it does not work."""

    part: str
    works: bool
    seen: str
    mend: str = ""


# The API's image has no decoder and no model, and a worker's network does not lead to the API.
_NOT_NEEDED = {"api": {"ffmpeg", "Speech model", "Free disk space"}, "worker": {"API"}}


def run_checks(settings: Settings, container: Literal["api", "worker"] | None = None) -> Iterator[Finding]:
    """Check each part in turn, in a container those that it needs; never raises."""
    embedded = container is None and is_embedded(settings)
    for part, check in _CHECKS.items():
        if container is not None and part in _NOT_NEEDED[container]:
            continue
        mend = remedy(part, embedded=embedded)
        try:
            yield Finding(part, works=True, seen=check(settings))
        except SoaplineError as error:
            yield Finding(part, works=False, seen=error.public_message, mend=mend)
        except Exception as error:  # noqa: BLE001 - a check that breaks is itself what was found
            # By its type alone: an exception's text can hold an address with its password.
            yield Finding(part, works=False, seen=f"The check broke: {type(error).__name__}.", mend=mend)


def _ffmpeg(settings: Settings) -> str:
    ffmpeg = find_ffmpeg(settings.audio.ffmpeg)
    limits = replace(decode_limits(settings.audio), wall_seconds=VERSION_SECONDS)
    with (
        tempfile.TemporaryDirectory() as folder,
        open(os.devnull, "rb") as nothing,
        caged_ffmpeg(
            ffmpeg,
            ["-version"],
            stdin=nothing,
            stdout=subprocess.PIPE,
            folder=Path(folder),
            limits=limits,
        ) as running,
    ):
        first = running.read(4096).decode("utf-8", "replace").partition("\n")[0]
        with suppress(SoaplineError):
            if running.succeeded() and first.startswith("ffmpeg version"):
                return f"{ffmpeg}: {' '.join(first.split()[1:3])}"
    raise NotWorking(f"{ffmpeg} does not run under SOAPLINE_AUDIO_*_LIMIT. See: {ffmpeg} -version")


def _weights(settings: Settings) -> str:
    asr = settings.asr
    return locate_weights(asr.model, settings.local.dir / "models", allow_download=asr.allow_download)


def _keys(settings: Settings) -> str:
    ring = open_key_ring(settings.archive, settings.s3.region)
    data_key, wrapped = ring.new_data_key(b"doctor")
    if ring.unwrap(wrapped, b"doctor") != data_key:
        raise NotWorking("A data key does not unwrap to what was wrapped.")
    return f"new objects are sealed under key '{wrapped.key_id}'"


def _redis(settings: Settings) -> str:
    open_status_board(settings.redis).check()
    # Not CONFIG GET, which managed servers refuse.
    with connect(settings.redis) as client, redis_errors():
        policy = client.info("memory").get("maxmemory_policy", "unknown")
    if policy != "noeviction":
        raise NotWorking(f"Redis may evict the queue: its maxmemory-policy is {policy}, not noeviction.")
    return "answers; maxmemory-policy is noeviction"


def _storage(settings: Settings) -> str:
    archive = open_archive(settings)
    archive.check()
    if (found := archive.conditional_writes()) is ConditionalWrites.HONOURED:
        return f"bucket '{settings.s3.bucket}' answers and never replaces what a stage stored"
    # No fault: a note's lease and its fencing token keep a second writer out without the store.
    return f"bucket '{settings.s3.bucket}' answers; If-None-Match is {found}: leases alone keep one outcome"


def _retention(settings: Settings) -> str:
    days, bucket_days = settings.retention.days, open_bucket_rules(settings.s3).note_days()
    if bucket_days is None:
        more = "" if is_embedded(settings) else "; soapline retention adds a rule of the bucket"
        return f"notes go after {days} days by the sweep{more}"
    if bucket_days <= days:
        raise NotWorking(f"The bucket removes notes after {bucket_days} days; they expire after {days}.")
    return f"notes go after {days} days by the sweep, and what is left after {bucket_days} by the bucket"


def _api_keys(settings: Settings) -> str:
    keys = AccessKeys(open_archive(settings), connect(settings.redis)).list()
    valid = sum(key.revoked_at is None for key in keys)
    if not valid:
        raise NotWorking("There is no valid API key.")
    return f"{valid} valid"


def _note_engine(settings: Settings) -> str:
    if settings.notes.engine != "llm":
        return f"{settings.notes.engine}, which needs no server"
    from pipeline.notes.llm.server import ModelServer  # noqa: PLC0415 - two seconds, for its client

    options = llm_options(settings.notes)
    host = urlsplit(options.url).netloc.rpartition("@")[2]
    server = ModelServer(replace(options, timeout=PROBE_SECONDS, retries=0))
    try:
        names = server.models()
    except ModelRefuses as refusal:
        raise NotWorking(f"The model server at {host} refuses: HTTP {refusal.http_status}.") from None
    except ModelFailed:
        raise NotWorking(f"The model server at {host} does not answer.") from None
    finally:
        server.close()
    # Ollama lists a model that was pulled without a tag under the tag "latest".
    if not {options.model, f"{options.model}:latest"} & set(names):
        shown = ", ".join(sorted(names)[:SHOWN_MODELS]) or "none"
        raise NotWorking(f"The model server at {host} has no model '{options.model}'. It has: {shown}.")
    return f"llm: the server at {host} answers and has model '{options.model}'"


def _disk(_settings: Settings) -> str:
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < FREE_BYTES:
        raise NotWorking(f"Only {free // MIB} MB are free.")
    return f"{free // MIB} MB"


_CHECKS: dict[str, Callable[[Settings], str]] = {
    "ffmpeg": _ffmpeg,
    "Speech model": _weights,
    "Archive keys": _keys,
    "Redis": _redis,
    "S3 storage": _storage,
    "Retention": _retention,
    "API keys": _api_keys,
    "Note engine": _note_engine,
    "API": check_api,
    "Workers": check_workers,
    "Encryption in transit": check_encryption,
    "Free disk space": _disk,
}
