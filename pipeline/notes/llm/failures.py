"""How talking to the language model fails. No failure quotes a prompt, an answer or a key."""

from pipeline.errors import Retryable


class ModelFailed(Retryable):
    """The language model gave no usable answer; a later attempt may get one."""


class ModelAway(ModelFailed):
    """The server cannot be reached, is overloaded, broke off or took too long."""

    code = "NOTE_MODEL_AWAY"

    def __init__(self) -> None:
        super().__init__(
            "The language model that writes notes does not answer. "
            "The note is written once it does; nothing has to be sent again."
        )


class ModelBrokeOff(ModelAway):
    """An answer began and did not end; asked again at once, the server may answer."""


class ModelRefuses(ModelFailed):
    """The server answers, and refuses what it is asked: key, model name, address or size."""

    code = "NOTE_MODEL_REFUSES"

    def __init__(self, http_status: int) -> None:
        self.http_status = http_status
        super().__init__(
            f"The language model's server refuses our requests (HTTP {http_status}). The operator checks "
            "SOAPLINE_NOTES_LLM_URL, _MODEL, _API_KEY and _CONTEXT_TOKENS."
        )


class ModelUnreadable(ModelFailed):
    """The server's answers are not the JSON that was asked for."""

    code = "NOTE_MODEL_UNREADABLE"

    def __init__(self) -> None:
        super().__init__(
            "The language model's answers cannot be read as a note. The operator chooses a model that "
            "follows a JSON schema, or more SOAPLINE_NOTES_LLM_ANSWER_TOKENS."
        )
