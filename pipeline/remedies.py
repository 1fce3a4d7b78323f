"""The next step for each part that `soapline doctor` finds not working, here or in a deployment."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from pipeline.settings import Settings
from pipeline.settings.group import LOOPBACK

_START = "start the stack with: soapline up"


@dataclass(frozen=True, slots=True)
class Remedy:
    """The next step for a part; ``embedded`` where it is another one beside the stack of one machine."""

    deployed: str
    embedded: str | None = None


_REMEDIES = {
    "ffmpeg": Remedy("apt-get install ffmpeg, or install soapline[ffmpeg], or set SOAPLINE_AUDIO_FFMPEG"),
    "Speech model": Remedy("install soapline[weights], or set SOAPLINE_ASR_MODEL to a model folder"),
    "Archive keys": Remedy(
        "set SOAPLINE_ARCHIVE_KEYS or SOAPLINE_ARCHIVE_KEY_FILE; keep the keys of old notes",
        "soapline up makes one, unless SOAPLINE_ARCHIVE_* names yours; keep the keys of old notes",
    ),
    "Redis": Remedy(
        "check SOAPLINE_REDIS_URL and that the server runs",
        f"{_START}, or name a server of your own with SOAPLINE_REDIS_URL",
    ),
    "S3 storage": Remedy(
        "check SOAPLINE_S3_*; set SOAPLINE_S3_CREATE_BUCKET=true to create the bucket",
        f"{_START}, or name a store of your own with SOAPLINE_S3_*",
    ),
    "Retention": Remedy("set the bucket's rules anew with: soapline retention", _START),
    "API keys": Remedy("make one with: soapline keys create TENANT", f"{_START}; it makes one"),
    "Note engine": Remedy(
        "start the model's server, or check SOAPLINE_NOTES_LLM_URL, _MODEL and _API_KEY; "
        "SOAPLINE_NOTES_ENGINE=grounded needs no server"
    ),
    "API": Remedy(
        "start it with: soapline api, or name it with SOAPLINE_CLIENT_URL; upgrade all parts",
        f"{_START}; after an upgrade, stop it and start it again",
    ),
    "Workers": Remedy(
        "start one for each stage: soapline worker STAGE; upgrade all parts",
        f"{_START}; after an upgrade, stop it and start it again",
    ),
    "Encryption in transit": Remedy("use rediss:// and https://, unless the network between is yours alone"),
    "Free disk space": Remedy("free some space in the temporary folder, where recordings are decoded"),
}


def remedy(part: str, *, embedded: bool) -> str:
    """The next step for a part that does not work."""
    found = _REMEDIES[part]
    return found.embedded or found.deployed if embedded else found.deployed


def is_embedded(settings: Settings) -> bool:
    """Whether Redis and the store are those of `soapline up`, running or not, or nobody has named others."""
    redis, s3, local = settings.redis, settings.s3, settings.local
    own_redis = "url" not in redis.model_fields_set or _here(redis.url.get_secret_value(), local.redis_port)
    own_s3 = _here(s3.endpoint_url, local.s3_port) if s3.endpoint_url else not s3.access_key_id
    return own_redis and own_s3 and not settings.client.url


def _here(url: str, port: int) -> bool:
    parts = urlsplit(url)
    return bool(port) and (parts.hostname, parts.port) == (LOOPBACK, port)
