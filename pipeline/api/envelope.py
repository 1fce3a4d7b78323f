"""Every error as the contract's envelope: ``{"error": {"code", "message", "details"}}``."""

from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path

from pipeline.errors import FieldProblem, RateLimited, Rejected, Retryable, SoaplineError

RETRY_AFTER_SECONDS = Retryable.retry_after

log = structlog.get_logger()

_CODES = {
    HTTPStatus.BAD_REQUEST: ("VALIDATION_ERROR", "The request cannot be read. See /docs for its form."),
    HTTPStatus.NOT_FOUND: ("NOT_FOUND", "There is nothing at this address. See /docs for the calls."),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "PAYLOAD_TOO_LARGE",
        "The body is larger than this call takes. Send less at once.",
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: ("METHOD_NOT_ALLOWED", "This address does not take that method."),
}


def error_body(code: str, message: str, details: tuple[FieldProblem, ...] = ()) -> dict[str, object]:
    """The envelope as JSON values."""
    listed = [{"field": problem.field, "message": problem.message} for problem in details]
    return {"error": {"code": code, "message": message, "details": listed}}


def install_error_envelope(app: FastAPI) -> None:
    """Answer every exception of the application with the envelope."""
    app.add_exception_handler(SoaplineError, answer_foreseen)
    app.add_exception_handler(RequestValidationError, answer_invalid)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(ClientDisconnect, answer_nobody)
    app.add_exception_handler(Exception, answer_unforeseen)


def answer_foreseen(_request: Request, error: Exception) -> JSONResponse:
    """A `SoaplineError`: its own code, or 503 when something is away."""
    if isinstance(error, Rejected):
        body = error_body(error.code, error.public_message, error.details)
        return JSONResponse(body, error.http_status, refusal_headers(error))
    if isinstance(error, Retryable):
        body = error_body("SERVICE_UNAVAILABLE", error.public_message)
        return JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(error.retry_after)})
    log.error("this server cannot serve; soapline doctor says why", exc_info=error)
    return answer_unavailable()


def refusal_headers(error: Rejected) -> dict[str, str] | None:
    """What a refusal says beside its body: how to authenticate, or when to come back."""
    if isinstance(error, RateLimited):
        return {"Retry-After": str(error.retry_after)}
    return {"WWW-Authenticate": "Bearer"} if error.http_status == HTTPStatus.UNAUTHORIZED else None


def answer_unavailable() -> JSONResponse:
    """503: nothing was accepted, and the same request may succeed later."""
    body = error_body("SERVICE_UNAVAILABLE", "The service cannot take this request now. Try again shortly.")
    return JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": str(RETRY_AFTER_SECONDS)})


def answer_invalid(_request: Request, error: Exception) -> JSONResponse:
    """A parameter that FastAPI could not read; its value is not repeated."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    details = tuple(FieldProblem(str(item["loc"][-1]), str(item["msg"])) for item in found)
    message = "Some parameters cannot be used; see details."
    return JSONResponse(error_body("VALIDATION_ERROR", message, details), HTTPStatus.BAD_REQUEST)


def answer_http(request: Request, error: Exception) -> JSONResponse:
    """Starlette's own errors: 404, 405 and requests it cannot parse."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    code, message = _CODES.get(HTTPStatus(status), ("VALIDATION_ERROR", "The request cannot be used."))
    headers = {"Allow": allowed_methods(request)} if status == HTTPStatus.METHOD_NOT_ALLOWED else None
    return JSONResponse(error_body(code, message), status, headers)


def allowed_methods(request: Request) -> str:
    """Every method that the document names for the request's address, for the Allow header."""
    paths, asked = request.app.openapi()["paths"], request.url.path
    # An address that is written out is none of those with a note's id in its place.
    named = [asked] if asked in paths else [path for path in paths if compile_path(path)[0].match(asked)]
    methods = {method.upper() for path in named for method in paths[path]}
    return ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))


def answer_nobody(_request: Request, _error: Exception) -> Response:
    """The client hung up: there is nobody to answer."""
    return Response(status_code=HTTPStatus.BAD_REQUEST)


def answer_unforeseen(_request: Request, error: Exception) -> JSONResponse:
    """Anything else: the log has its type and place, the client only that it broke."""
    log.error("request broke", exc_info=error)
    message = "Something broke on our side. Try again; if it persists, give the operator the X-Request-Id."
    return JSONResponse(error_body("INTERNAL_ERROR", message), HTTPStatus.INTERNAL_SERVER_ERROR)
