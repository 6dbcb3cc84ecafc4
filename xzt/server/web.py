"""HTTP around the handlers: protocol version, session, body limits, problems, one log line a request."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from http import HTTPStatus

from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.server.callers import Caller
from xzt.server.instance import Instance
from xzt.server.sessions import find_caller
from xzt.server.sql.database import Conflict
from xzt.sync.protocol.messages import MAX_BODY, PROTOCOL, PROTOCOL_HEADER, Problem
from xzt.sync.protocol.versions import PROTOCOLS, speaks

_logger = logging.getLogger("xzt.server")
_STATUS = {
    "malformed": HTTPStatus.BAD_REQUEST,
    "key_malformed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "digest_malformed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "blob_mismatch": HTTPStatus.UNPROCESSABLE_ENTITY,
    "blob_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "blob_missing": HTTPStatus.NOT_FOUND,
    "upload_unknown": HTTPStatus.CONFLICT,
    "objects_away": HTTPStatus.SERVICE_UNAVAILABLE,
    "record_missing": HTTPStatus.NOT_FOUND,
    "draft_closed": HTTPStatus.CONFLICT,
    "draft_differs": HTTPStatus.CONFLICT,
    "draft_gap": HTTPStatus.CONFLICT,
    "draft_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "quota": HTTPStatus.INSUFFICIENT_STORAGE,
    "database_away": HTTPStatus.SERVICE_UNAVAILABLE,
    "data_in_use": HTTPStatus.SERVICE_UNAVAILABLE,
    "server_restored": HTTPStatus.SERVICE_UNAVAILABLE,
}
_TOLD = ("malformed", "blob_too_large")
"""Codes whose params go out; elsewhere they are for the log."""


class Failure(Exception):  # noqa: N818  an answer, not a fault
    """An answer other than the one hoped for."""

    def __init__(self, status: HTTPStatus, code: str, headers: dict[str, str] | None = None, **params: str) -> None:
        super().__init__(code)
        self.status, self.problem, self.headers = status, Problem(code, params), headers or {}


class Call(Struct, frozen=True):
    """One request on its way through a handler. ``caller`` stands in only where the route asks for a session."""

    instance: Instance
    request: Request
    body: object
    session: Caller | None

    @property
    def caller(self) -> Caller:
        """Who asks."""
        if self.session is None:
            raise ValueError("this route has no session")
        return self.session

    @property
    def token(self) -> str:
        """The session's token as it came."""
        return self.request.headers.get("authorization", "").removeprefix("Bearer ")

    def number(self, name: str, default: int | None = None) -> int | None:
        """Read a whole number from the query; anything else there is 400."""
        text = self.request.query_params.get(name)
        if text is None:
            return default
        if not (text.isascii() and text.isdecimal() and len(text) < 16):
            raise Failure(HTTPStatus.BAD_REQUEST, "malformed", detail=name)
        return int(text)


class Route(Struct, frozen=True):
    """One row of the route table: what it takes and gives (None: nothing, or bytes), and what it asks of the caller.

    ``free`` routes need neither session nor protocol header.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[object]]
    summary: str
    takes: object = None
    gives: object = None
    session: bool = True
    free: bool = False
    query: tuple[str, ...] = ()
    streams: str = ""
    """``in`` or ``out`` when the body is a file."""


def endpoint(instance: Instance, route: Route) -> Callable[[Request], Awaitable[Response]]:
    """Make the endpoint of a route."""

    async def answer(request: Request) -> Response:
        began = time.perf_counter()
        call, response = None, None
        try:
            call = await _open(instance, route, request)
            result = await route.handler(call)
            response = result if isinstance(result, Response) else _json(result)
        except (Failure, Trouble, Conflict, ClientDisconnect) as error:
            response = _failed(error)
        finally:
            caller, seconds = call.session if call else None, time.perf_counter() - began
            status = response.status_code if response else HTTPStatus.INTERNAL_SERVER_ERROR.value
            instance.metrics.count_request(route.method, route.path, status, seconds)
            if _logger.isEnabledFor(logging.INFO):
                _logger.info(
                    "request",
                    extra={"method": route.method, "route": route.path, "status": status, "ms": round(seconds * 1000, 1)}
                    | ({"unit": caller.unit, "person": caller.person} if caller else {}),
                )
        response.headers[PROTOCOL_HEADER] = PROTOCOL
        return response

    return answer


async def _open(instance: Instance, route: Route, request: Request) -> Call:
    if not route.free and not speaks(request.headers.get(PROTOCOL_HEADER, ""), PROTOCOLS):
        raise Failure(HTTPStatus.UPGRADE_REQUIRED, "protocol_unsupported", supported=", ".join(PROTOCOLS))
    session = None
    if route.session and not route.free:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        session = await find_caller(instance.database, token, instance.now()) if scheme == "Bearer" and 0 < len(token) <= 256 else None
        if session is None:
            raise Failure(HTTPStatus.UNAUTHORIZED, "session_missing", {"WWW-Authenticate": "Bearer"})
    body = decode(await _read(request), route.takes) if route.takes is not None else None  # type: ignore[arg-type]
    return Call(instance, request, body, session)


async def _read(request: Request) -> bytes:
    """Read the body, never more than the limit of it."""
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > MAX_BODY:
        raise Failure(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", limit=str(MAX_BODY))
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > MAX_BODY:
            raise Failure(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body_too_large", limit=str(MAX_BODY))
        pieces.append(piece)
    return b"".join(pieces)


def stream_of(request: Request) -> AsyncIterator[bytes]:
    """Give the pieces of the body as they come."""
    return request.stream()


def _json(value: object, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None) -> Response:
    return Response(encode(value), status, headers, media_type="application/json")


def _failed(error: Failure | Trouble | Conflict | ClientDisconnect) -> Response:
    if isinstance(error, Failure):
        return _json(error.problem, error.status, error.headers)
    if isinstance(error, ClientDisconnect):
        return _json(Problem("gone"), HTTPStatus.BAD_REQUEST)
    if isinstance(error, Conflict):
        return _json(Problem("busy"), HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "1"})
    status = _STATUS.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        _logger.error("trouble", extra={"code": error.code}, exc_info=error)
    headers = {"Retry-After": "1"} if status == HTTPStatus.SERVICE_UNAVAILABLE else {}
    return _json(Problem(error.code, error.params if error.code in _TOLD else {}), status, headers)


async def refuse_route(request: Request, error: Exception) -> Response:  # noqa: ARG001  the framework calls it so
    """Answer for a path or method that is not in the table."""
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    codes = {HTTPStatus.NOT_FOUND: "route_unknown", HTTPStatus.METHOD_NOT_ALLOWED: "method_unknown"}
    return _json(Problem(codes.get(HTTPStatus(status), "malformed")), status, {PROTOCOL_HEADER: PROTOCOL})


async def report_fault(request: Request, error: Exception) -> Response:
    """Answer for a fault of the program: the place goes to the log, nothing to the caller."""
    _logger.error("fault", extra={"route": request.scope.get("path", "")[:64]}, exc_info=error)
    await asyncio.sleep(0)
    return _json(Problem("server_fault"), HTTPStatus.INTERNAL_SERVER_ERROR, {PROTOCOL_HEADER: PROTOCOL})
