"""One typed settings tree, read from ``SOAPLINE_*`` environment variables.

A variable is ``SOAPLINE_<GROUP>_<FIELD>``: ``SOAPLINE_REDIS_URL`` is ``redis.url``. Other
modules are given settings; they do not read variables. ``soapline doctor --settings``
lists them, and the README's table is made from the descriptions here.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIB = 1024 * 1024


class Group(BaseModel):
    """Base of a settings group; a misspelt field is an error, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


def _check_url(url: str, schemes: set[str]) -> None:
    """Raise ValueError, without the URL: it can hold a password."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in schemes and "://" in url and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("no usable URL; it begins with " + " or ".join(f"{s}://" for s in sorted(schemes)))


class RedisSettings(Group):
    """The broker and the live status."""

    url: SecretStr = Field(
        SecretStr("redis://127.0.0.1:6379/0"),
        description="Redis-protocol server: redis://, rediss:// (TLS) or unix://, with its password; "
        "for TLS also ?ssl_ca_certs=FILE&ssl_certfile=FILE&ssl_keyfile=FILE.",
    )
    sentinels: str = Field(
        "",
        description="Sentinels, 'host:port,...'; the URL's host is then the name of the master they watch.",
    )
    sentinel_password: SecretStr | None = Field(None, description="The sentinels' password, if they ask.")
    status_ttl_margin: int = Field(
        86_400, ge=0, description="Seconds a status outlives its note, so that 410 can be told from 404."
    )

    @field_validator("url")
    @classmethod
    def _usable_url(cls, url: SecretStr) -> SecretStr:
        _check_url(url.get_secret_value(), {"redis", "rediss", "unix"})
        return url

    @field_validator("sentinels")
    @classmethod
    def _usable_sentinels(cls, sentinels: str) -> str:
        for address in filter(None, sentinels.split(",")):
            host, _, port = address.strip().rpartition(":")
            if not port.isdecimal() or not host or set(host) & set("/@"):
                raise ValueError("no usable addresses; each is host:port, with commas between them")
        return sentinels

    @property
    def sentinel_addresses(self) -> list[tuple[str, int]]:
        """Host and port of each sentinel; empty where the URL is the server itself."""
        found = [address.strip().rpartition(":") for address in self.sentinels.split(",") if address.strip()]
        return [(host, int(port)) for host, _, port in found]


class S3Settings(Group):
    """The archive's storage. Credentials come from boto3's usual chain unless set here."""

    endpoint_url: str | None = Field(None, description="S3-compatible endpoint; unset means AWS.")
    bucket: str = Field("soapline", description="Bucket of the archive.")
    prefix: str = Field("notes/", description="Key prefix of everything in the archive.")
    disk: Path | None = Field(
        None,
        description="Folder of a store on this machine: nothing is written while its disk is nearly full. "
        "`soapline up` sets it.",
    )
    region: str = Field("us-east-1", description="Region name that requests are signed for.")
    access_key_id: str | None = Field(None, description="Access key; unset means boto3's chain.")
    secret_access_key: SecretStr | None = Field(None, description="Secret key.")
    ca_file: Path | None = Field(None, description="Certificates (PEM) that the endpoint is checked against.")
    client_certificate: Path | None = Field(
        None, description="Certificate, and key unless client_key names it (PEM), shown to the endpoint."
    )
    client_key: Path | None = Field(None, description="Private key (PEM) of client_certificate.")
    sse: Literal["auto", "off", "AES256", "aws:kms"] = Field(
        "auto",
        description="Server-side encryption asked for besides soapline's own; auto is AES256 on AWS.",
    )
    create_bucket: bool = Field(False, description="Create the bucket at start-up if it is missing.")
    connect_timeout: float = Field(5, gt=0, description="Seconds to connect.")
    read_timeout: float = Field(15, gt=0, description="Seconds to wait for an answer.")

    @field_validator("endpoint_url")
    @classmethod
    def _usable_url(cls, url: str | None) -> str | None:
        if url:
            _check_url(url, {"http", "https"})
        return url


class ArchiveSettings(Group):
    """Encryption of every archived object."""

    keys: SecretStr | None = Field(
        None,
        description="Key-encryption keys 'id:base64,...' (32 bytes each); the first encrypts, all decrypt.",
    )
    key_file: Path | None = Field(None, description="File with one 'id:base64' key a line, instead of keys.")
    kms_key_id: str | None = Field(None, description="AWS KMS key id or ARN, instead of local keys.")
    kms_endpoint_url: str | None = Field(None, description="KMS endpoint; unset means AWS.")


class ApiSettings(Group):
    """The ingestion API."""

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    max_wait: float = Field(60, ge=0, le=60, description="Longest ?wait= of a status call, seconds.")
    post_max_bytes: int = Field(25 * MIB, gt=0, description="Largest POST upload, bytes.")
    put_max_bytes: int = Field(500 * MIB, gt=0, description="Largest PUT upload, bytes.")
    json_max_bytes: int = Field(8 * MIB, gt=0, description="Largest body of any other call, bytes.")
    trusted_proxies: str = Field(
        "127.0.0.1",
        description="Addresses, with commas, whose X-Forwarded-For is believed; the audit log shows it.",
    )
    drain_seconds: float = Field(
        0,
        ge=0,
        description="Seconds for which a stopping API serves on while /readyz turns new connections away; "
        "longer than a load balancer takes to notice.",
    )


class LimitSettings(Group):
    """How much each key may take, unless its own record says otherwise; 0 means no limit."""

    requests_per_minute: int = Field(0, ge=0, description="Requests a minute of one key; 0 means no limit.")
    bytes_per_day: int = Field(0, ge=0, description="Bytes of recordings in 24 hours of one key.")
    audio_minutes_per_day: int = Field(0, ge=0, description="Minutes of audio in 24 hours of one key.")
    notes_in_flight: int = Field(0, ge=0, description="Notes of one key that have not ended yet.")
    backlog: int = Field(
        20_000,
        ge=0,
        description="Notes not ended, of all keys, from which batch work is refused with 503; "
        "routine from twice, stat from four times as many.",
    )


class DevSettings(Group):
    """Conveniences of a single machine; leave unset in a deployment."""

    api_key: SecretStr | None = Field(None, description="Presets the development key of `soapline up`.")


class AudioSettings(Group):
    """Normalization of uploads to 16 kHz speech."""

    ffmpeg: str | None = Field(
        None, description="ffmpeg binary; unset means the one on PATH, else imageio-ffmpeg's."
    )
    max_seconds: float = Field(4 * 3600, gt=0, description="Longest recording, seconds.")
    min_seconds: float = Field(1, ge=0, description="Shortest recording, seconds.")
    time_limit: float = Field(600, gt=0, description="Wall-clock limit of the decoder, seconds.")
    cpu_limit: int = Field(600, gt=0, description="CPU time limit of the decoder, seconds.")
    memory_limit: int = Field(1024 * MIB, gt=0, description="Address-space limit of the decoder, bytes.")
    target_dbfs: float = Field(-20, description="Level that quiet recordings are raised to, dBFS.")
    quiet_dbfs: float = Field(-25, description="Speech below this level is raised, dBFS.")


class AsrSettings(Group):
    """Transcription."""

    model: str = Field(
        "base",
        description="'base' (its weights come as a package), a local folder, or a model-hub name. A larger "
        "model errs less and takes more time and memory.",
    )
    allow_download: bool = Field(
        False, description="Permit a hub name in `model` to be downloaded by faster-whisper."
    )
    device: Literal["auto", "cpu", "cuda"] = Field(
        "auto", description="Where the model runs; auto takes a GPU where there is one."
    )
    compute_type: str = Field(
        "auto",
        description="CTranslate2 compute type; auto is int8 on CPU, float16 on GPU. float32 is not "
        "rounded and takes more time and memory.",
    )
    threads: int = Field(
        0, ge=0, description="CPU threads of the model; 0 means all cores. Fewer leave room for other stages."
    )
    beam_size: int = Field(
        3, ge=1, description="Beam width; 5 takes a tenth more time and errs a little less, 1 is greedy."
    )
    language: str | None = Field(
        "en",
        description="ISO 639-1 code; empty means detect it, at one more run of the encoder.",
    )
    prompt: str | None = Field(
        None,
        description="Text put before each window. Unset, a clinician's two hesitant questions in English and "
        "none in other languages: fewer words are tidied away. Empty, none. Your specialty's words can be "
        "put there; findings should not, as they could turn up in noise.",
    )
    window_seconds: float = Field(
        24, ge=5, le=28, description="Most speech in a window; less costs less and errs more."
    )
    batch_size: int = Field(
        8, ge=1, description="Most windows decoded together; each takes about 30 MB with base on a CPU."
    )
    max_windows: int = Field(
        64, ge=1, description="Most windows waiting for the model, over all recordings; 1 MB each."
    )
    trim_vocabulary: bool = Field(
        True,
        description="On a CPU, load a multilingual model that hears English without the tokens that English "
        "does not use: a twentieth less CPU time, and its file twice in memory while it loads. Off, foreign "
        "and rare words inside English are spelled as the model learned them.",
    )
    diarize: bool = Field(
        True,
        description="Tell speakers apart, by channel or by voice; off, all are unknown, two channels are "
        "mixed, and about 7 s of CPU per 10 minutes are saved.",
    )


class NoteSettings(Group):
    """The note engine."""

    engine: Literal["grounded", "llm"] = Field(
        "grounded",
        description="Which engine writes notes: grounded needs no server, llm asks a language model.",
    )
    llm_url: str | None = Field(
        None,
        description="Base URL of an OpenAI-compatible server, usually ending in /v1; needed by engine llm.",
    )
    llm_model: str | None = Field(None, description="The model's name on that server; needed by engine llm.")
    llm_api_key: SecretStr | None = Field(None, description="Its API key, where it asks for one.")
    llm_timeout: float = Field(120, gt=0, description="Seconds that one answer may take.")
    llm_retries: int = Field(3, ge=0, description="Retries of a request that was refused for now.")
    llm_concurrency: int = Field(4, ge=1, description="Requests in flight at once, per worker process.")
    llm_context_tokens: int = Field(
        8192, gt=0, description="Tokens the server lets the model read and write; longer talks are split."
    )
    llm_answer_tokens: int = Field(1536, ge=128, description="Tokens of one answer.")
    llm_unsupported: Literal["flag", "drop"] = Field(
        "flag", description="What becomes of a sentence whose facts were not said, after one rewrite."
    )
    llm_away: Literal["retry", "grounded"] = Field(
        "retry",
        description="Without a usable answer: retry the note later, or let engine grounded write it.",
    )

    @field_validator("llm_url")
    @classmethod
    def _usable_url(cls, url: str | None) -> str | None:
        if url:
            _check_url(url, {"http", "https"})
        return url


class RetentionSettings(Group):
    """How long notes are kept."""

    days: int = Field(30, ge=1, description="Days until a note and its audio expire.")
    audio_days: int | None = Field(
        None, ge=0, description="Days until the audio of a note that has ended goes earlier; unset: with it."
    )


class LogFormat(StrEnum):
    """How log lines are written."""

    AUTO = "auto"
    JSON = "json"
    CONSOLE = "console"


class LogSettings(Group):
    """Logging."""

    level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level shown.")
    format: LogFormat = Field(LogFormat.AUTO, description="auto is JSON unless on a terminal.")


class MetricsSettings(Group):
    """What Prometheus scrapes."""

    port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port of /metrics in each API and worker; 0 serves none. `soapline up` gives it to the "
        "API and the next two to its workers.",
    )
    host: str = Field(
        "127.0.0.1",
        description="Address it listens on. On any other than loopback set a token or shut strangers out.",
    )
    token: SecretStr | None = Field(None, description="Bearer token that a scrape must bring.")


class TracingSettings(Group):
    """Traces of requests and stages; needs the extra soapline[tracing]."""

    endpoint: str | None = Field(
        None,
        description="Where spans go by OTLP/HTTP, such as http://collector:4318/v1/traces; unset: nowhere.",
    )
    ratio: float = Field(1.0, ge=0, le=1, description="Share of the requests that are traced.")

    @field_validator("endpoint")
    @classmethod
    def _usable_url(cls, url: str | None) -> str | None:
        if url:
            _check_url(url, {"http", "https"})
        return url


class WorkerSettings(Group):
    """Celery workers."""

    visibility_timeout: int = Field(
        7200, ge=60, description="Seconds until the broker redelivers an unacknowledged message."
    )
    shutdown_timeout: float = Field(
        20, ge=0, description="Seconds a stopping worker may finish the work in hand."
    )
    max_retries: int = Field(
        600, ge=0, description="Retries of a stage whose storage or model is away; 600 is about 3 hours."
    )
    retry_backoff: float = Field(2, gt=0, description="First retry delay, seconds; doubles each time.")
    retry_backoff_max: float = Field(20, gt=0, description="Longest retry delay, seconds.")


class QueueSettings(Group):
    """Whose recording is next."""

    window: int = Field(
        0, ge=0, description="Most recordings in hand at once, by urgency; 0 follows the running workers."
    )
    weights: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default={},
        description="JSON object, tenant to its share of turns while several wait; 1 where not named.",
    )


class WebhookSettings(Group):
    """Telling tenants' own servers of finished notes."""

    timeout: float = Field(10, gt=0, description="Seconds a receiver may take to answer.")
    max_retries: int = Field(
        15, ge=0, description="Times an event that was not taken is sent again; 15 is about 2 hours."
    )
    retry_backoff: float = Field(2, gt=0, description="First retry delay, seconds; doubles each time.")
    retry_backoff_max: float = Field(900, gt=0, description="Longest retry delay, seconds.")
    allow_private: bool = Field(
        False, description="Permit webhooks in private networks and on this machine, and plain http."
    )


class LocalSettings(Group):
    """The embedded stack of `soapline up`."""

    dir: Path = Field(Path(".soapline"), description="Folder of all its data, keys, models and logs.")
    redis_port: int = Field(0, ge=0, le=65535, description="Valkey's port; 0 takes a free one.")
    s3_port: int = Field(0, ge=0, le=65535, description="The S3 server's port; 0 takes a free one.")
    flower_port: int = Field(0, ge=0, le=65535, description="Flower's port; 0 takes a free one.")
    flower_password: SecretStr | None = Field(None, description="Flower's password; made if unset.")
    write_processes: int = Field(1, ge=1, description="Processes that normalize and write notes.")


class ClientSettings(Group):
    """Which server `soapline submit`, `status` and `note` talk to."""

    url: str | None = Field(None, description="The API's base URL; unset means this machine's stack.")
    api_key: SecretStr | None = Field(None, description="API key; unset means the development key.")


class Settings(BaseSettings):
    """The whole tree."""

    model_config = SettingsConfigDict(
        env_prefix="SOAPLINE_",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    redis: RedisSettings = RedisSettings()
    s3: S3Settings = S3Settings()
    archive: ArchiveSettings = ArchiveSettings()
    api: ApiSettings = ApiSettings()
    limits: LimitSettings = LimitSettings()
    dev: DevSettings = DevSettings()
    audio: AudioSettings = AudioSettings()
    asr: AsrSettings = AsrSettings()
    notes: NoteSettings = NoteSettings()
    retention: RetentionSettings = RetentionSettings()
    log: LogSettings = LogSettings()
    metrics: MetricsSettings = MetricsSettings()
    tracing: TracingSettings = TracingSettings()
    worker: WorkerSettings = WorkerSettings()
    queue: QueueSettings = QueueSettings()
    webhook: WebhookSettings = WebhookSettings()
    local: LocalSettings = LocalSettings()
    client: ClientSettings = ClientSettings()
