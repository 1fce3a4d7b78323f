"""What `soapline doctor` asks the API and the workers, and whether what goes between them is encrypted."""

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx

from pipeline import __version__
from pipeline.broker import DELIVER, STAGES
from pipeline.configuration import local_api_url
from pipeline.errors import SoaplineError
from pipeline.roll_call import call_roll
from pipeline.settings import Settings
from pipeline.settings.group import LOOPBACK

ANSWER_SECONDS = 5.0
ROLL_CALL_SECONDS = 2.0
_ENCRYPTED = {"https", "rediss"}


class NotWorking(SoaplineError):
    """A part answers, but not as it must."""

    code = "NOT_WORKING"


def check_api(settings: Settings) -> str:
    """The API answers, is ready and of this version; raises `NotWorking`."""
    url = settings.client.url or local_api_url(settings.api)
    try:
        alive = httpx.get(f"{url}/healthz", timeout=ANSWER_SECONDS)
        ready = httpx.get(f"{url}/readyz", timeout=ANSWER_SECONDS)
        version = alive.json().get("version")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, AttributeError):
        raise NotWorking(f"No soapline API answers at {_shown(url)}.") from None
    if version != __version__:
        raise NotWorking(f"The API at {_shown(url)} is version {version}, this command {__version__}.")
    if ready.status_code != httpx.codes.OK:
        raise NotWorking(f"The API at {_shown(url)} is up and cannot serve: see its /readyz.")
    return f"{_shown(url)} is ready, version {version}"


def check_workers(settings: Settings) -> str:
    """Every stage has a worker, all of this version; raises `NotWorking`."""
    present = call_roll(settings, seconds=ROLL_CALL_SECONDS)
    missing = [stage for stage in (*STAGES, DELIVER) if stage not in present.queues]
    # Not a stage of a note: only who wants webhooks needs it.
    if missing and missing != [DELIVER]:
        raise NotWorking(f"No worker serves {', '.join(missing)}.")
    others = {name: version for name, version in present.versions.items() if version != __version__}
    if others:
        listed = ", ".join(f"{name} is {version}" for name, version in sorted(others.items()))
        raise NotWorking(f"This command is version {__version__}, but {listed}.")
    webhooks = f"; none serves {DELIVER}, which webhooks need" if missing else f", {DELIVER}"
    return f"{len(present.versions)} of version {__version__}, serving {', '.join(STAGES)}{webhooks}"


def check_encryption(settings: Settings) -> str:
    """Whatever leaves this machine is encrypted on its way; raises `NotWorking`."""
    open_ways = [name for name, url in _ways(settings) if not _protected(url)]
    if open_ways:
        raise NotWorking(f"What goes to {' and '.join(open_ways)} is not encrypted on its way.")
    return "TLS, or only within this machine"


def _ways(settings: Settings) -> Iterator[tuple[str, str]]:
    yield "Redis", settings.redis.url.get_secret_value()
    yield "S3", settings.s3.endpoint_url or "https://"
    yield "the API", settings.client.url or f"http://{LOOPBACK}"
    if settings.notes.engine == "llm":
        yield "the model server", settings.notes.llm_url or ""


def _protected(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in _ENCRYPTED or parts.scheme == "unix" or _is_loopback(parts.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(url: str) -> str:
    # Without a user or password that it may hold.
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
