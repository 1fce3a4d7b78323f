"""The tree of all settings groups."""

from pydantic_settings import BaseSettings, SettingsConfigDict

from pipeline.settings.engines import AsrSettings, AudioSettings, NoteSettings
from pipeline.settings.machine import DevSettings, LocalSettings
from pipeline.settings.observing import LogSettings, MetricsSettings, TracingSettings
from pipeline.settings.serving import ApiSettings, ClientSettings, LimitSettings
from pipeline.settings.stores import ArchiveSettings, RedisSettings, RetentionSettings, S3Settings
from pipeline.settings.work import QueueSettings, WebhookSettings, WorkerSettings


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
