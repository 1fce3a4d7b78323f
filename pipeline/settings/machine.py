"""The whole service on one machine."""

from pathlib import Path

from pydantic import Field, SecretStr

from pipeline.settings.group import Group


class DevSettings(Group):
    """Conveniences of a single machine; leave unset in a deployment."""

    api_key: SecretStr | None = Field(None, description="Presets the development key of `soapline up`.")


class LocalSettings(Group):
    """The embedded stack of `soapline up`."""

    dir: Path = Field(Path(".soapline"), description="Folder of all its data, keys, models and logs.")
    redis_port: int = Field(0, ge=0, le=65535, description="Valkey's port; 0 takes a free one.")
    s3_port: int = Field(0, ge=0, le=65535, description="The S3 server's port; 0 takes a free one.")
    flower_port: int = Field(0, ge=0, le=65535, description="Flower's port; 0 takes a free one.")
    flower_password: SecretStr | None = Field(None, description="Flower's password; made if unset.")
    write_processes: int = Field(1, ge=1, description="Processes that normalize and write notes.")
