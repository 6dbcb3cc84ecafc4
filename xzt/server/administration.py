"""The door for who runs the machine: whether the server works, and what it counts. A listener of its own, on a named address.

None of it is reachable where clients come in. It opens only when ``xzt server --admin HOST:PORT`` names an address; it gives no content.
"""

import contextlib
from collections.abc import Iterator
from http import HTTPStatus

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.server.directory import read_meta
from xzt.server.instance import Instance
from xzt.server.metrics import CONTENT_TYPE


class AdminServer(uvicorn.Server):
    """The second listener; it comes and goes with the first, which hears the signals."""

    def __init__(self, instance: Instance) -> None:
        super().__init__(
            uvicorn.Config(app(instance), http="h11", loop="asyncio", ws="none", lifespan="off", log_config=None, access_log=False)
        )

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to the first listener."""
        yield


def app(instance: Instance) -> Starlette:
    """Make the application: ``/healthz`` is 200 while requests can be answered, 503 otherwise; ``/metrics`` for Prometheus."""

    async def health(_: Request) -> Response:
        state = await _state(instance)
        return Response(
            encode({"state": state}),
            HTTPStatus.OK if state == "ready" else HTTPStatus.SERVICE_UNAVAILABLE,
            media_type="application/json",
        )

    async def metrics(_: Request) -> Response:
        try:
            return Response(await instance.metrics.write(instance.database, instance.hub.waiters), media_type=CONTENT_TYPE)
        except Trouble as trouble:
            return Response(encode({"code": trouble.code}), HTTPStatus.SERVICE_UNAVAILABLE, media_type="application/json")

    made = Starlette(routes=[Route("/healthz", health, methods=["GET"]), Route("/metrics", metrics, methods=["GET"])])
    made.router.redirect_slashes = False
    return made


async def _state(instance: Instance) -> str:
    if instance.hub.stopped:
        return "leaving"
    try:
        async with instance.database.reading() as tx:
            return "ready" if await read_meta(tx) else "starting"
    except Trouble as trouble:
        return trouble.code
