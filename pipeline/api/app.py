"""The application factory: one FastAPI application for one `Settings`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline

from pipeline import __version__
from pipeline.api import audio, health, notes, specialties, status, text
from pipeline.api.envelope import install_error_envelope
from pipeline.api.openapi import describe_errors
from pipeline.api.services import open_services
from pipeline.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """Build the API; its services open when it starts and close when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(settings) as services:
            app.state.services = services
            yield

    app = FastAPIOffline(
        # A redirect would send key and recording to wherever the address bar says.
        redirect_slashes=False,
        title="soapline",
        summary="Recorded encounters in, SOAP notes with evidence out",
        version=__version__,
        lifespan=lifespan,
    )
    install_error_envelope(app)
    for resource in (specialties, audio, text, status, notes, health):
        app.include_router(resource.router)
    describe_errors(app)
    return app
