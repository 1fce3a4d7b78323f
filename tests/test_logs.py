import io
import json
import logging
import subprocess
import sys

import pytest
import structlog

from pipeline.models import Segment


def last(stream: io.StringIO) -> dict[str, object]:
    parsed: dict[str, object] = json.loads(stream.getvalue().splitlines()[-1])
    return parsed


def test_one_chain_writes_structlog_and_the_standard_library_alike(lines: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(note_id="note_01", tenant="clinic")
    structlog.get_logger().info("ours", seconds=1)
    ours = last(lines)
    logging.getLogger("celery.worker").warning("theirs %s", "too")
    theirs = last(lines)
    assert (ours["event"], ours["seconds"], ours["note_id"]) == ("ours", 1, "note_01")
    assert (theirs["event"], theirs["level"], theirs["tenant"]) == ("theirs too", "warning", "clinic")
    assert ours.keys() >= {"timestamp", "level", "logger"}


def test_an_exception_shows_its_type_and_place_but_not_its_text(lines: io.StringIO) -> None:
    try:
        int("she reports chest pain")
    except ValueError:
        structlog.get_logger().exception("broke")
    shown = last(lines)
    assert shown["error"] == "builtins.ValueError"
    assert "test_logs.py" in str(shown["frames"])
    assert "chest" not in lines.getvalue()


def test_a_model_that_does_not_validate_does_not_repeat_its_input() -> None:
    with pytest.raises(ValueError, match="validation error") as caught:
        Segment.model_validate({"id": "s1", "start": "she reports chest pain", "end": 1, "text": "x"})
    assert "chest" not in str(caught.value)


def test_libraries_that_log_bodies_are_kept_quiet(lines: io.StringIO) -> None:
    logging.getLogger("botocore.endpoint").debug("body: she reports chest pain")
    assert lines.getvalue() == ""


UNCAUGHT = """
import threading, warnings
from pipeline.logs import configure_logs
from pipeline.settings import LogFormat, LogSettings

class Breaks:
    def __del__(self):
        int("she reports chest pain")

configure_logs(LogSettings(format=LogFormat.JSON))
warnings.warn("this is old")
thread = threading.Thread(target=int, args=["she reports chest pain"], name="sweeper")
thread.start()
thread.join()
Breaks()
raise RuntimeError("she reports chest pain")
"""


def test_what_nobody_caught_is_logged_in_the_same_chain_without_its_text() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", UNCAUGHT], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 1
    assert "chest" not in ran.stderr
    warned, thread, unraisable, last_words = (json.loads(line) for line in ran.stderr.splitlines())
    assert "this is old" in warned["event"]
    assert (thread["error"], thread["thread"]) == ("builtins.ValueError", "sweeper")
    assert unraisable["error"] == "builtins.ValueError"
    assert (last_words["error"], last_words["level"]) == ("builtins.RuntimeError", "critical")
