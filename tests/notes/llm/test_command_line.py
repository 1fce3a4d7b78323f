"""`soapline note --from` with the engine that the settings name."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.notes.llm.conftest import ModelOnTheWire
from tests.notes.llm.encounter import TURNS, good

SOAPLINE = Path(sys.executable).with_name("soapline")


def note_from(text: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [SOAPLINE, "note", "--from", text, "--json"]
    environment = os.environ | {"SOAPLINE_NOTES_ENGINE": "llm"} | variables
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=60, cwd=text.parent
    )


def test_a_text_becomes_a_note_by_the_configured_model(model: ModelOnTheWire, tmp_path: Path) -> None:
    model.says = good
    text = tmp_path / "encounter.txt"
    text.write_text("\n".join(TURNS))
    server = {"SOAPLINE_NOTES_LLM_URL": f"{model.url}/v1", "SOAPLINE_NOTES_LLM_MODEL": "tiny"}
    ran = note_from(text, **server)
    assert ran.returncode == 0, ran.stderr
    note = json.loads(ran.stdout)
    assert note["generator"]["engine"] == "llm"
    assert "Bronchitis." in note["assessment"]


def test_a_model_without_an_address_is_refused_by_the_variables_name(tmp_path: Path) -> None:
    text = tmp_path / "encounter.txt"
    text.write_text("\n".join(TURNS))
    ran = note_from(text, SOAPLINE_NOTES_LLM_MODEL="tiny")
    assert ran.returncode == 1
    assert "SOAPLINE_NOTES_LLM_URL" in ran.stderr + ran.stdout
