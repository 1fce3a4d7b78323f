"""``/healthz`` (is the process alive?) and ``/readyz`` (can it do its work?)."""

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from pipeline import __version__
from pipeline.api.envelope import RETRY_AFTER_SECONDS, error_body
from pipeline.api.services import WithServices
from pipeline.errors import Retryable

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Liveness")
def healthz() -> dict[str, str]:
    """Answers while the process runs."""
    return {"status": "ok", "version": __version__}


@router.get("/readyz", summary="Readiness")
async def readyz(services: WithServices) -> JSONResponse:
    """200 when Redis and the archive answer, else 503 naming which does not."""
    archive, redis = await asyncio.gather(_answers(services.archive.check), _answers(services.board.check))
    parts = {"archive": archive, "redis": redis}
    ready = all(parts.values())
    body: dict[str, object] = {
        "status": "ready" if ready else "not ready",
        **{name: "ok" if up else "away" for name, up in parts.items()},
    }
    if ready:
        return JSONResponse(body)
    body |= error_body("SERVICE_UNAVAILABLE", "A store this service needs does not answer.")
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)}
    return JSONResponse(body, HTTPStatus.SERVICE_UNAVAILABLE, headers)


async def _answers(check: Callable[[], None]) -> bool:
    try:
        await asyncio.to_thread(check)
    except Retryable:
        return False
    return True
