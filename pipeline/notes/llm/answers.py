"""The JSON that the model is asked for, and reading what it answers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic_core import from_json

from pipeline.notes.llm.failures import ModelUnreadable

_EMPTY = re.compile(
    r"^\W*(?:not (?:discussed|mentioned|provided|applicable|documented|stated)|none|n/?a|unknown"
    r"|no (?:other |further |relevant )?(?:information|details?|data|findings?|plan|assessment|exam\w*)?\b"
    r"[\w ]*(?:discussed|mentioned|provided|given|available|documented|stated|recorded)[\w ]*"
    r"|none (?:discussed|mentioned|reported|provided))\W*$",
    re.I,
)
# A question is no finding: what matters is its answer.
_ASKING = re.compile(
    r"^(?:The )?(?:clinician|doctor|provider|physician|nurse|therapist) "
    r"(?:asks|asked|inquires|inquired|questions|questioned)\b(?!.*\b(?:and|but|who|which)\b)",
    re.I,
)
_MARKUP = re.compile(r"[*#`]+|\s*[\[(](?:lines? |segments? )?\d+(?:\s*[,-]\s*\d+)*[\])]$")
_BORDER = re.compile(
    r"(?<=[a-z0-9)%][.?!])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bvs\.)\s+(?=[A-Z])"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """A sentence as the model wrote it, with the numbers of the lines that it names.

    ``replaces`` is the number of the sentence that it stands for in a second attempt.
    """

    part: str
    text: str
    lines: tuple[int, ...]
    replaces: int | None = None


def answer_schema(parts: Sequence[str], *, rewriting: bool) -> dict[str, Any]:
    """The JSON schema of an answer whose sentences belong to these parts of the note."""
    fields: dict[str, Any] = {"replaces": {"type": "integer"}} if rewriting else {}
    # The lines come before the text, so that a model has looked before it writes.
    fields |= {
        "part": {"type": "string", "enum": list(parts)},
        "lines": {"type": "array", "items": {"type": "integer"}},
        "text": {"type": "string"},
    }
    sentence = _closed(fields)
    return _closed({"sentences": {"type": "array", "items": sentence}})


def _closed(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def read_answer(text: str) -> list[Answered]:
    """The sentences of an answer, without those that are malformed or tell of nothing but a question.

    Prose or a code fence around the JSON is passed over, and of an answer that stops in the
    middle the finished sentences are read.

    Raises:
        ModelUnreadable: there is no JSON object with a list of sentences.
    """
    _, _, after_thoughts = text.rpartition("</think>")
    start = after_thoughts.find("{")
    if start < 0:
        raise ModelUnreadable
    body = after_thoughts[start:]
    whole = body[: body.rfind("}") + 1]
    try:
        found = _loaded(whole, body)
    except ValueError:
        raise ModelUnreadable from None
    listed = found.get("sentences") if isinstance(found, dict) else None
    if not isinstance(listed, list):
        raise ModelUnreadable
    return [answered for item in listed if isinstance(item, dict) for answered in _sentences(item)]


def _loaded(whole: str, body: str) -> Any:
    try:
        return from_json(whole)
    except ValueError:
        return from_json(body, allow_partial=True)


def _sentences(item: dict[str, Any]) -> Iterator[Answered]:
    text, lines, replaces = item.get("text"), item.get("lines"), item.get("replaces")
    if not isinstance(text, str):
        return
    named = lines if isinstance(lines, list) else [lines]
    numbers = tuple(int(n) for line in named for n in re.findall(r"\d{1,6}", str(line)))
    for sentence in _BORDER.split(_MARKUP.sub("", " ".join(text.split())).strip()):
        if re.search("[^\\W\\d_]", sentence) and not _EMPTY.match(sentence) and not _ASKING.match(sentence):
            yield Answered(
                part=str(item.get("part", "")),
                text=sentence,
                lines=tuple(dict.fromkeys(numbers)),
                replaces=replaces if isinstance(replaces, int) else None,
            )
