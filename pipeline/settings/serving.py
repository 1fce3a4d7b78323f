"""The API: where it listens, how much each key may take, and where its clients find it."""

from pydantic import Field, SecretStr

from pipeline.settings.group import LOOPBACK, MIB, Group


class ApiSettings(Group):
    """The ingestion API."""

    host: str = Field(LOOPBACK, description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on.")
    max_wait: float = Field(60, ge=0, le=60, description="Longest ?wait= of a status call, seconds.")
    post_max_bytes: int = Field(25 * MIB, gt=0, description="Largest POST upload, bytes.")
    put_max_bytes: int = Field(500 * MIB, gt=0, description="Largest PUT upload, bytes.")
    json_max_bytes: int = Field(8 * MIB, gt=0, description="Largest body of any other call, bytes.")
    trusted_proxies: str = Field(
        LOOPBACK,
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


class ClientSettings(Group):
    """Which server `soapline submit`, `status` and `note` talk to."""

    url: str | None = Field(None, description="The API's base URL; unset means this machine's stack.")
    api_key: SecretStr | None = Field(None, description="API key; unset means the development key.")
