"""Where everything is kept: Redis, the archive's storage and its encryption."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from pipeline.settings.group import LOOPBACK, Group, check_url


class RedisSettings(Group):
    """The broker and the live status."""

    url: SecretStr = Field(
        SecretStr(f"redis://{LOOPBACK}:6379/0"),
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
        check_url(url.get_secret_value(), {"redis", "rediss", "unix"})
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
            check_url(url, {"http", "https"})
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


class RetentionSettings(Group):
    """How long notes are kept."""

    days: int = Field(30, ge=1, description="Days until a note and its audio expire.")
    audio_days: int | None = Field(
        None, ge=0, description="Days until the audio of a note that has ended goes earlier; unset: with it."
    )
