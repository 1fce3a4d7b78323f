import asyncio

from pipeline.redis_link import BUSY_CONNECTIONS, connect_async
from pipeline.settings import RedisSettings


def test_more_requests_at_once_than_connections_wait_and_none_fails(redis_url: str) -> None:
    async def ask() -> int:
        async with connect_async(RedisSettings.model_validate({"url": redis_url})) as client:
            await client.set("key", "value")
            before = len(await client.client_list())
            answers = await asyncio.gather(*(client.get("key") for _ in range(10 * BUSY_CONNECTIONS)))
            assert answers == ["value"] * len(answers)
            return len(await client.client_list()) - before

    assert asyncio.run(ask()) < BUSY_CONNECTIONS
