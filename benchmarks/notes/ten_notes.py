"""The ten notes of ``docs/ten-notes.md``: eight encounters and two dictations of the evaluation data.

Writes the notes anew below the line that opens them; what stands above it, the reader's list of
what is wrong, is left as it is.

    python -m benchmarks.notes.ten_notes docs/ten-notes.md
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.notes.heard import data_folder
from pipeline.models import NoteOptions, SectionName, SoapNote
from pipeline.notes.engine import load_engine
from pipeline.notes.text import read_text

OPENS = "## The notes\n"


def texts() -> list[Path]:
    """The encounters' texts with their speakers, then the dictations'."""
    folder = data_folder()
    return [*sorted(folder.glob("encounters/*.txt")), *sorted(folder.glob("dictation/dictation_*.txt"))]


def as_markdown(title: str, note: SoapNote) -> Iterator[str]:
    yield f"### {title}\n"
    for section in SectionName:
        yield f"**{section.value.capitalize()}**\n"
        yield "\n".join(f"> {line}".rstrip() for line in getattr(note, section).splitlines()) + "\n"
    yield "Warnings: " + (" ".join(note.warnings) or "none.") + "\n"


def main(page: Path) -> None:
    engine = load_engine("grounded")
    options = NoteOptions(specialty="physician")
    notes = ((path.stem, engine.write(read_text(path.read_text("utf-8-sig")), options)) for path in texts())
    written = "\n".join(line for title, note in notes for line in as_markdown(title, note))
    read, opens, _ = page.read_text("utf-8").partition(OPENS)
    page.write_text(f"{read}{opens or OPENS}\n{written}", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
