"""What an operator chooses about the language model."""

from dataclasses import dataclass, field
from enum import StrEnum

PROMPT_TOKENS = 2800
"""Upper bound of the prompt beside transcript and answers, with the shortest useful passage."""


class Unsupported(StrEnum):
    """What becomes of a sentence whose facts are not in the transcript, rewritten once in vain."""

    FLAG = "flag"
    DROP = "drop"


class Away(StrEnum):
    """What happens when the model's server gives no usable answer."""

    RETRY = "retry"
    GROUNDED = "grounded"


@dataclass(frozen=True, slots=True)
class LlmOptions:
    """The model's server and the limits of talking to it. No host but that of ``url`` is contacted.

    ``timeout`` is in seconds and holds for one answer; ``retries`` are those of a request
    that was refused for now (429, 5xx) or broke off; ``concurrency`` is the number of
    requests in flight at once, per process; ``context_tokens`` is what the model can read
    and write together, ``answer_tokens`` what it may write in one answer.

    Raises:
        ValueError: ``context_tokens`` leave no room for a transcript.
    """

    url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    timeout: float = 120
    retries: int = 3
    concurrency: int = 4
    context_tokens: int = 8192
    answer_tokens: int = 1536
    unsupported: Unsupported = Unsupported.FLAG
    away: Away = Away.RETRY

    def __post_init__(self) -> None:
        least = 2 * self.answer_tokens + PROMPT_TOKENS
        if self.context_tokens < least:
            raise ValueError(f"context_tokens must be at least {least} with these answer_tokens")
