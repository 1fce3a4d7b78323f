"""The one error tree.

Every failure that soapline foresees is a `SoaplineError` with a stable ``code`` and a
``public_message`` that tells the reader what to do next. A public message never quotes
audio, transcript, note text, a file name or a key: it may travel to clients, logs and
Redis. Three branches say what should happen:

* `Rejected`: the client's fault; the API answers with ``http_status`` and the code.
* `Retryable`: the same attempt may succeed later; a stage is retried with back-off, and
  the API answers 503 with ``Retry-After``.
* `Permanent`: no retry can help; the note ends as ``failed`` with the code as its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One field of a request and what is wrong with it, without quoting its value."""

    field: str
    message: str


class SoaplineError(Exception):
    """Base of every foreseen failure."""

    code: str = "INTERNAL_ERROR"

    def __init__(self, public_message: str, *, code: str | None = None) -> None:
        super().__init__(public_message)
        self.public_message = public_message
        if code is not None:
            self.code = code


class Rejected(SoaplineError):
    """A request that the client must change before sending it again."""

    code = "VALIDATION_ERROR"
    http_status: HTTPStatus = HTTPStatus.BAD_REQUEST

    def __init__(
        self,
        public_message: str,
        *,
        code: str | None = None,
        details: Sequence[FieldProblem] = (),
    ) -> None:
        super().__init__(public_message, code=code)
        self.details = tuple(details)


class Unauthenticated(Rejected):
    """No API key, an unknown key or a revoked one."""

    code = "AUTHENTICATION_ERROR"
    http_status = HTTPStatus.UNAUTHORIZED


class Forbidden(Rejected):
    """The key is valid and may not make this call."""

    code = "AUTHORIZATION_ERROR"
    http_status = HTTPStatus.FORBIDDEN


class NotFound(Rejected):
    """The note does not exist, is not finished, or belongs to another tenant."""

    code = "NOT_FOUND"
    http_status = HTTPStatus.NOT_FOUND


class Gone(Rejected):
    """The note existed and has passed its ``expires_at``."""

    code = "GONE"
    http_status = HTTPStatus.GONE


class Conflict(Rejected):
    """The request contradicts one that was already accepted."""

    code = "CONFLICT"
    http_status = HTTPStatus.CONFLICT


class PayloadTooLarge(Rejected):
    """The upload exceeds the size limit of its call."""

    code = "PAYLOAD_TOO_LARGE"
    http_status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

    @classmethod
    def recording(cls, max_bytes: int) -> "PayloadTooLarge":
        """The recording is over the ``max_bytes`` of its call."""
        return cls(
            f"The recording is larger than the {max_bytes // 1024**2} MB that this call takes. Compress it, "
            "for example to Opus; PUT /v1/note/audio takes larger recordings than POST."
        )


class RateLimited(Rejected):
    """The key has used up what it may take for now; the same request may succeed later."""

    code = "RATE_LIMITED"
    http_status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, public_message: str, *, retry_after: int) -> None:
        super().__init__(public_message)
        self.retry_after = retry_after


class UnsupportedMedia(Rejected):
    """The uploaded bytes are not one of the accepted audio formats."""

    code = "UNSUPPORTED_MEDIA_TYPE"
    http_status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


class Retryable(SoaplineError):
    """Something outside is away or slow; the same attempt may succeed later."""

    code = "SERVICE_UNAVAILABLE"
    retry_after = 5


class Overloaded(Retryable):
    """More is waiting than is good; what is least urgent must come later."""

    retry_after = 30


class Permanent(SoaplineError):
    """The recording cannot become a note; ``code`` is the reason the client reads."""

    code = "PROCESSING_FAILED"
