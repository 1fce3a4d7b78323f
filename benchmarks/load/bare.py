"""The named peer: uvicorn and one Redis GET, as little as a status read can be.

Run as ``python -m benchmarks.load.bare PORT``, with the stack's settings in the environment.
"""

import os
import sys

import uvicorn
from starlette.types import Receive, Scope, Send

from pipeline.configuration import load_settings
from pipeline.local.ports import LOOPBACK
from pipeline.redis_link import connect_async

KEY = "bench:bare"


class RedisGet:
    """Answers every request with the value of one key."""

    def __init__(self) -> None:
        self._redis = connect_async(load_settings().redis)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        body = str(await self._redis.get(KEY)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    port = int(sys.argv[1] if len(sys.argv) > 1 else os.environ["PORT"])
    uvicorn.run(RedisGet(), host=LOOPBACK, port=port, log_level="warning", access_log=False, lifespan="off")
