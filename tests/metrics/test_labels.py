"""No label can hold an id or patient data: every value comes from a closed set."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pipeline.broker import STAGES
from pipeline.metrics.instruments import REGISTRY
from pipeline.metrics.labels import CODES, LABEL_VALUES, OTHER, STAGE_NAMES, closed
from pipeline.models import Priority, Stage

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "pipeline").rglob("*.py"), *(ROOT / "workers").rglob("*.py")]
# Refusals, which make no note, and what only a command line says.
NEVER_A_NOTES_END = {
    "ALREADY_RUNNING", "AUTHENTICATION_ERROR", "AUTHORIZATION_ERROR", "CONFLICT", "GONE",
    "METRICS_PORT_TAKEN", "NO_RECORDINGS", "NOT_FOUND", "NOT_WORKING", "PACKAGE_MISSING", "PAYLOAD_TOO_LARGE",
    "PORT_IN_USE", "RATE_LIMITED", "STACK_BROKEN", "STOPPED", "UNSUPPORTED_MEDIA_TYPE", "VALIDATION_ERROR",
    "WEBHOOK_HOST_UNKNOWN", "WEBHOOK_NOT_TAKEN", "WEBHOOK_REFUSED",
}  # fmt: skip
# `route` is a pattern of the application and `version` is this release: neither comes from a request.
FIXED = {"route", "version"}


def codes_raised() -> Iterator[str]:
    for source in SOURCES:
        yield from re.findall(r'\bcode(?:: str)? ?= ?"([A-Z_]+)"', source.read_text("utf-8"))


def test_every_code_that_can_end_a_note_is_one_that_a_label_may_have() -> None:
    raised = set(codes_raised())
    assert {"POISON", "NO_SPEECH", "SERVICE_UNAVAILABLE"} <= raised
    unknown = raised - NEVER_A_NOTES_END - CODES
    assert not unknown, f"list {unknown} in CODES if it can end a note or put a stage off, else here"


def test_every_label_has_its_closed_set() -> None:
    names = {name for metric in REGISTRY._collector_to_names for name in getattr(metric, "_labelnames", ())}
    assert {"stage", "code", "route"} <= names
    assert names - FIXED <= set(LABEL_VALUES)


def test_a_value_from_outside_its_set_is_not_shown() -> None:
    for value in ("note_01JXYZ", "clinic", "visit.mp3", "/v1/note/note_01", "Jane Doe", "", None):
        for label in ("code", "method", "status"):
            assert closed(label, value) == OTHER
    assert closed("code", "POISON") == "POISON"
    assert closed("status", 503) == "503"


def test_the_sets_are_those_of_the_service() -> None:
    assert tuple(STAGE_NAMES.values()) == STAGES
    assert set(STAGE_NAMES) == set(Stage) - {Stage.QUEUED}
    assert LABEL_VALUES["priority"] == set(Priority)


def test_labels_are_set_in_one_module_alone() -> None:
    """Only `pipeline.metrics.instruments` sets labels: nobody else can put anything into one."""
    for source in SOURCES:
        calls = {
            node.func.attr
            for node in ast.walk(ast.parse(source.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
        allowed = source.name in ("instruments.py", "backlog.py")
        assert allowed or not calls & {"labels", "add_metric"}, source
