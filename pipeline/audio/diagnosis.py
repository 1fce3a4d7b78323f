"""What ffmpeg's stderr says, reduced to facts that hold no patient data.

Stderr carries the file's metadata (names, titles), so its text goes no further than this module.
ffmpeg must run with ``-loglevel level+info``, which marks each line with its level.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# Metadata values are printed deeper indented and after a key, so they cannot pass for these.
_DURATION = re.compile(rb"\[info\]   Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?),")
_ERROR = re.compile(rb"(?:\[[^\]]{1,100}\] )*?\[(?:error|fatal|panic)\] (.*)", re.DOTALL)
_LEVEL = re.compile(rb"(?:\[[^\]]{1,100}\] )*?\[(?:info|warning|error|fatal|panic)\] ")


@dataclass(slots=True)
class Diagnosis:
    """Facts read from ffmpeg's stderr so far; one thread writes them, others may read."""

    started: bool = False
    """It came far enough to say something of its own, which a broken installation does not."""
    declared_seconds: float | None = None
    errors: int = 0
    """Error messages about the audio track or its container."""
    no_audio_track: bool = False
    out_of_memory: bool = False

    def read(self, lines: Iterable[bytes]) -> None:
        """Take in lines until they end."""
        for line in lines:
            self.started = self.started or _LEVEL.match(line) is not None
            if (duration := _DURATION.match(line)) and self.declared_seconds is None:
                hours, minutes, seconds = (float(part) for part in duration.groups())
                self.declared_seconds = hours * 3600 + minutes * 60 + seconds
            elif error := _ERROR.match(line):
                self._count(error[1])

    def _count(self, message: bytes) -> None:
        # A video track or a cover picture, whose decoder is refused on purpose.
        self.errors += b"not on whitelist" not in message
        self.no_audio_track |= b"matches no streams" in message
        self.out_of_memory |= b"Cannot allocate memory" in message
