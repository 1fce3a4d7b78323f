"""Errors of boto3 become the project's own here and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import BotoCoreError, ClientError

from pipeline.errors import Retryable
from pipeline.metrics.instruments import store_failed

_MISSING = {"404", "NoSuchKey", "NotFound"}
_PRECONDITION_FAILED = 412
_NOT_IMPLEMENTED = 501


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn boto3's errors into `Retryable`, without their text: it can hold request details."""
    try:
        yield
    except (BotoCoreError, ClientError):
        store_failed("archive")
        raise Retryable("The archive storage does not answer as it should. Try again shortly.") from None


def is_missing(error: ClientError) -> bool:
    """Whether the store said that the object or bucket does not exist."""
    return error.response.get("Error", {}).get("Code", "") in _MISSING


def is_there_already(error: ClientError) -> bool:
    """Whether the store refused to replace an object."""
    return _http_status(error) == _PRECONDITION_FAILED


def knows_no_condition(error: ClientError) -> bool:
    """Whether the store refused the condition itself (S3: 501 for a header it does not implement)."""
    return _http_status(error) == _NOT_IMPLEMENTED


def _http_status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
