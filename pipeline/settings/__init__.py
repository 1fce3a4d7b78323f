"""One typed settings tree, read from ``SOAPLINE_*`` environment variables.

A variable is ``SOAPLINE_<GROUP>_<FIELD>``: ``SOAPLINE_REDIS_URL`` is ``redis.url``. Other
modules are given settings; they do not read variables. ``soapline doctor --settings``
lists them, and the README's table is made from the descriptions here.
"""

from pipeline.settings.engines import AsrSettings, AudioSettings, NoteSettings
from pipeline.settings.group import MIB, Group
from pipeline.settings.machine import DevSettings, LocalSettings
from pipeline.settings.observing import LogFormat, LogSettings, MetricsSettings, TracingSettings
from pipeline.settings.serving import ApiSettings, ClientSettings, LimitSettings
from pipeline.settings.stores import ArchiveSettings, RedisSettings, RetentionSettings, S3Settings
from pipeline.settings.tree import Settings
from pipeline.settings.work import QueueSettings, WebhookSettings, WorkerSettings

__all__ = [
    "MIB",
    "ApiSettings",
    "ArchiveSettings",
    "AsrSettings",
    "AudioSettings",
    "ClientSettings",
    "DevSettings",
    "Group",
    "LimitSettings",
    "LocalSettings",
    "LogFormat",
    "LogSettings",
    "MetricsSettings",
    "NoteSettings",
    "QueueSettings",
    "RedisSettings",
    "RetentionSettings",
    "S3Settings",
    "Settings",
    "TracingSettings",
    "WebhookSettings",
    "WorkerSettings",
]
