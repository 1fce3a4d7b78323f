"""Claim: encounters and dictations submitted to the service come back with few word errors.

Submits every recording of the evaluation data to the stack that runs beside this folder
(`soapline up`), as a client does, and prints the word error rate of each transcript
against its reference, after Whisper's English normalizer (Radford et al. 2022,
appendix C), as `medwer` implements it.

    soapline up &   then   python benchmarks/word_error_rate.py [--json FILE]
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
from pathlib import Path

from medwer import Scorer
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("SOAPLINE_EVAL_DATA", ROOT.parent / "shared" / "data"))
KINDS = ("encounters", "dictation")
AUDIO = {".mp3", ".m4a", ".flac"}


def reference(recording: Path) -> str:
    """The reference text of a recording, without speaker labels."""
    lines = recording.with_suffix(".txt").read_text(errors="replace").splitlines()
    return " ".join(re.sub(r"^[DP]:\s*", "", line.strip()) for line in lines if line.strip())


def main() -> None:
    """Submit, score, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", type=Path, help="also write the rows to this file")
    arguments = parser.parse_args()
    if not DATA.is_dir():
        sys.exit("No evaluation data: set SOAPLINE_EVAL_DATA to its folder.")
    recordings = sorted(p for kind in KINDS for p in (DATA / kind).iterdir() if p.suffix in AUDIO)
    soapline = Path(sys.executable).parent / "soapline"
    ran = subprocess.run(
        [soapline, "submit", "--json", *recordings], stdout=subprocess.PIPE, text=True, check=False
    )
    rows = [score(json.loads(line)) for line in ran.stdout.splitlines()]
    table = Table("Recording", "Ended", "Words wrong", "Medical words wrong", "Sentences of the note")
    for row in rows:
        wer, medical = row["wer"], row["medical_wer"]
        table.add_row(
            str(row["recording"]),
            str(row["status"]),
            "" if wer is None else f"{100 * float(str(wer)):.1f} %",
            "" if medical is None else f"{100 * float(str(medical)):.1f} %",
            str(row["sentences"]),
        )
    Console().print(table)
    rates = [float(str(row["wer"])) for row in rows if row["wer"] is not None]
    Console().print(
        f"{len(rates)} of {len(recordings)} completed; median {100 * statistics.median(rates):.1f} %"
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1))
    sys.exit(len(rates) != len(recordings))


def score(note: dict[str, object]) -> dict[str, object]:
    """One row: how the recording ended and its error rates."""
    recording = Path(str(note["file"]))
    row: dict[str, object] = {"recording": recording.name, "status": note["status"]}
    if note["status"] != "completed":
        return row | {"wer": None, "medical_wer": None, "sentences": 0}
    scored = Scorer().corpus([reference(recording)], [str(note["transcript"])])
    evidence = note["evidence"]
    sentences = sum(len(section) for section in evidence.values()) if isinstance(evidence, dict) else 0
    return row | {"wer": scored["wer"], "medical_wer": scored["medical_wer"], "sentences": sentences}


if __name__ == "__main__":
    main()
