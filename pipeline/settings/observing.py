"""What an operator sees: logs, metrics and traces."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from pipeline.settings.group import LOOPBACK, Group, check_url


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
        LOOPBACK,
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
            check_url(url, {"http", "https"})
        return url
