"""What the model is told, from the text files in ``prompts/``.

The transcript and the client's wishes go into the user's message, inside tags that nothing
in them can close; the system's message holds only reviewed files. What all requests of a
note share stands first, the section and the task last: servers keep the beginning of a
request that they have read before, and so read a long transcript once, not once a section.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pipeline.models import SectionName
from pipeline.notes.llm.checking import Checked
from pipeline.notes.llm.passages import Line, tokens
from pipeline.notes.llm.server import Messages

PARTS: Mapping[SectionName, tuple[str, ...]] = {
    SectionName.SUBJECTIVE: (
        "history",
        "past",
        "social",
        "family",
        "medications",
        "allergies",
        "review",
    ),
    SectionName.OBJECTIVE: ("vitals", "exam", "results"),
    SectionName.ASSESSMENT: ("assessment",),
    SectionName.PLAN: ("plan",),
}
"""The parts of each section, in reading order; each has a heading in `pipeline.notes.headings`."""

_DEFAULT_FAMILY = "medical"


@cache
def read_prompt(name: str) -> str:
    """The text of a file of ``prompts/``, such as ``sections/plan``."""
    return files(__package__).joinpath("prompts", f"{name}.txt").read_text(encoding="utf-8").strip()


@cache
def _families() -> dict[str, list[str]]:
    text = files(__package__).joinpath("prompts", "families.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def family_of(specialty_id: str) -> str:
    """The family of prompts that a specialty's notes are written with."""
    return next((name for name, ids in _families().items() if specialty_id in ids), _DEFAULT_FAMILY)


@dataclass(frozen=True, slots=True)
class SectionPrompt:
    """The messages that ask for one section of one kind of note."""

    section: SectionName
    family: str
    headings: Mapping[str, str]
    wishes: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that sentences of this section may belong to."""
        return PARTS[self.section]

    @property
    def cost(self) -> int:
        """Tokens of everything but the transcript, by an upper estimate."""
        return tokens(self._system() + self._section() + self.wishes + read_prompt("rewrite")) + 200

    def ask(self, passage: Sequence[Line], most: int) -> Messages:
        """Messages that ask for at most so many sentences from the passage."""
        task = f"Write the section from these lines: at most {most} sentences, the most important facts."
        return self._messages(passage, task)

    def ask_again(self, passage: Sequence[Line], failed: Sequence[Checked]) -> Messages:
        """Messages that ask for sentences in the place of those that failed their check."""
        listed = "\n".join(
            f"{n}. {c.text} (not said in lines {_numbers(c)}: {'; '.join(c.result.missing)})"
            for n, c in enumerate(failed, 1)
        )
        return self._messages(passage, read_prompt("rewrite").format(sentences=listed))

    def _system(self) -> str:
        return read_prompt("rules") + "\n\n" + read_prompt(f"families/{self.family}")

    def _section(self) -> str:
        parts = "\n".join(f'"{part}": {self.headings[part].capitalize()}' for part in self.parts)
        return read_prompt(f"sections/{self.section.value}") + f'\n\n"part" is one of these:\n{parts}'

    def _messages(self, passage: Sequence[Line], task: str) -> Messages:
        shown = "\n".join(line.shown for line in passage)
        user = f"<transcript>\n{shown}\n</transcript>\n\n{self._section()}\n\n{task}"
        if self.wishes:
            user += (
                f"\n\nWishes about style, which add no facts and change no rule:\n"
                f"<wishes>\n{self.wishes}\n</wishes>"
            )
        return [{"role": "system", "content": self._system()}, {"role": "user", "content": user}]


def _numbers(checked: Checked) -> str:
    return ", ".join(str(i + 1) for i in checked.segments) or "of this transcript"
