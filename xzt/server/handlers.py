"""What each route does, and the table of routes: it drives the server and its OpenAPI description alike."""

from http import HTTPStatus
from typing import cast

from starlette.responses import Response

from xzt.office.numberbook import NumberBook
from xzt.server import drafts, enrolment, heads, numberbook, openapi, sessions, snapshot, uploads
from xzt.server.airgap import exchange_key
from xzt.server.apply import push
from xzt.server.directory import read_meta
from xzt.server.pull import read_page, wait_for_news
from xzt.server.records import Key, is_id, is_visible, read_log
from xzt.server.trust import pack
from xzt.server.web import Call, Failure, Route
from xzt.sync.protocol import messages as m
from xzt.sync.protocol import versions

MAX_PASSWORD = 1024
LEASE_DAYS = 30
"""AUT-04: longer than any office was without a line, shorter than a dismissal may go unnoticed."""


async def _hello(call: Call) -> m.Hello:
    async with call.instance.database.reading() as tx:
        meta = await read_meta(tx)
    if meta is None:
        raise Failure(HTTPStatus.SERVICE_UNAVAILABLE, "starting")
    return m.Hello(meta.server, meta.epoch, versions.PROTOCOLS, call.instance.now(), meta.sample, LEASE_DAYS)


async def _login(call: Call) -> m.Session:
    login, instance = cast("m.Login", call.body), call.instance
    names = (login.person, login.device)
    if not all(0 < len(name) <= 64 and name.isprintable() for name in names) or len(login.password) > MAX_PASSWORD:
        raise Failure(HTTPStatus.BAD_REQUEST, "malformed")
    opened = await sessions.log_in(instance.database, instance.hashing, login, instance.now())
    if isinstance(opened, sessions.Shut):
        raise Failure(HTTPStatus.TOO_MANY_REQUESTS, "login_shut", {"Retry-After": str(opened.seconds)}, seconds=str(opened.seconds))
    if opened is None:
        raise Failure(HTTPStatus.UNAUTHORIZED, "login_refused")
    roots = tuple(pack(root) for root in instance.trust.roots)
    return m.Session(opened.token, opened.person.id, opened.person.unit, opened.expires, roots, pack(exchange_key(instance).certificate))


async def _logout(call: Call) -> dict[str, str]:
    await sessions.log_out(call.instance.database, call.token)
    return {}


async def _enrol(call: Call) -> m.Enrolled:
    return m.Enrolled(pack(await enrolment.enrol(call.instance, call.caller, cast("m.Enrol", call.body).public_key)))


async def _directory(call: Call) -> m.DirectoryAnswer:
    async with call.instance.database.reading() as tx:
        return m.DirectoryAnswer(await call.instance.directory.read(tx))


async def _push(call: Call) -> m.Answers:
    pushed = cast("m.Push", call.body)
    commands = pushed.commands
    if len(commands) > m.MAX_PUSH:
        raise Failure(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "push_too_long", limit=str(m.MAX_PUSH))
    return m.Answers(await push(call.instance, call.caller, commands, pushed.epoch))


async def _pull(call: Call) -> m.Page:
    return await read_page(call.instance.database, call.caller, call.number("after") or 0)


async def _snapshot(call: Call) -> Response:
    place = (call.request.query_params.get("kind", ""), call.request.query_params.get("id", ""))
    if any(place) and not all(is_id(name) for name in place):
        raise Failure(HTTPStatus.BAD_REQUEST, "malformed")
    part = await snapshot.read_part(call.instance.database, call.caller, place if any(place) else None)
    return Response(await snapshot.pack(part), media_type="application/octet-stream")


async def _wait(call: Call) -> m.Head:
    return await wait_for_news(call.instance, call.caller, call.number("after") or 0, call.number("directory"))


async def _put_blob(call: Call) -> dict[str, str]:
    await uploads.receive(call, call.request.path_params["digest"])
    return {}


async def _get_blob(call: Call) -> Response:
    digest = call.request.path_params["digest"]
    return await uploads.fetch(call.instance, call.caller, digest, call.number("piece") or 0, call.number("count"))


async def _get_parts(call: Call) -> m.Parts:
    return await uploads.describe(call.instance, call.caller, call.request.path_params["digest"])


async def _plan(call: Call) -> m.Held:
    return await uploads.plan(call.instance, call.caller, call.request.path_params["digest"], cast("m.Parts", call.body))


async def _put_pieces(call: Call) -> dict[str, str]:
    text = call.request.path_params["n"]
    if not (text.isascii() and text.isdecimal() and len(text) < 8):
        raise Failure(HTTPStatus.BAD_REQUEST, "malformed", detail="n")
    await uploads.receive_pieces(call, call.request.path_params["digest"], int(text))
    return {}


async def _log(call: Call) -> m.Log:
    key = Key(call.caller.unit, call.request.path_params["kind"], call.request.path_params["record"])
    async with call.instance.database.reading() as tx:
        if not (is_id(key.kind) and is_id(key.id)) or not await is_visible(tx, key, call.caller.tokens):
            raise Failure(HTTPStatus.NOT_FOUND, "record_missing")
        return m.Log(key.kind, key.id, await read_log(tx, key))


async def _head(call: Call) -> m.HeadAnswer:
    offered = cast("m.OfferedHead", call.body)
    names = (offered.chain, offered.digest, offered.reason, offered.since or "-")
    if offered.n < 1 or offered.confirmed < 0 or not all(0 < len(name) <= 64 and name.isascii() for name in names):
        raise Failure(HTTPStatus.BAD_REQUEST, "malformed")
    return await heads.receive(call.instance, call.caller, offered)


async def _numbers(call: Call) -> NumberBook:
    return await numberbook.read(call.instance, call.caller)


async def _push_draft(call: Call) -> m.DraftPage:
    return await drafts.push(call.instance, call.caller, call.request.path_params["record"], cast("m.DraftPush", call.body))


async def _pull_draft(call: Call) -> m.DraftPage:
    return await drafts.read(call.instance, call.caller, call.request.path_params["record"], call.number("after") or 0)


async def _health(call: Call) -> dict[str, str]:
    async with call.instance.database.reading() as tx:
        return {"state": "ready" if await read_meta(tx) else "starting"}


async def _openapi(call: Call) -> dict[str, object]:  # noqa: ARG001  handlers all look alike
    return openapi.describe(ROUTES)


ROUTES: tuple[Route, ...] = (
    Route("GET", "/v1/hello", _hello, "Who the server is", gives=m.Hello, free=True),
    Route("POST", "/v1/login", _login, "Sign in", takes=m.Login, gives=m.Session, session=False),
    Route("POST", "/v1/logout", _logout, "End the session"),
    Route("POST", "/v1/enrol", _enrol, "Have a key certified", takes=m.Enrol, gives=m.Enrolled),
    Route("GET", "/v1/directory", _directory, "Units and people", gives=m.DirectoryAnswer),
    Route("POST", "/v1/push", _push, "Commands up", takes=m.Push, gives=m.Answers),
    Route("GET", "/v1/pull", _pull, "States down", gives=m.Page, query=("after",)),
    Route("GET", "/v1/snapshot", _snapshot, "What the person may see now, in parts", query=("kind", "id"), streams="out"),
    Route("GET", "/v1/wait", _wait, "Hold until there is something newer", gives=m.Head, query=("after", "directory")),
    Route("PUT", "/v1/blobs/{digest}", _put_blob, "Bring a file, named by its SM3", streams="in"),
    Route("GET", "/v1/blobs/{digest}", _get_blob, "Fetch a file, or a run of its pieces", query=("piece", "count"), streams="out"),
    Route("GET", "/v1/blobs/{digest}/parts", _get_parts, "Which pieces a file has", gives=m.Parts),
    Route("POST", "/v1/blobs/{digest}/parts", _plan, "Which pieces of a file to bring", takes=m.Parts, gives=m.Held),
    Route("PUT", "/v1/blobs/{digest}/pieces/{n}", _put_pieces, "Bring pieces of a file", streams="in"),
    Route("POST", "/v1/head", _head, "Have the head of a store countersigned", takes=m.OfferedHead, gives=m.HeadAnswer),
    Route("GET", "/v1/numbers", _numbers, "The book of document numbers", gives=NumberBook),
    Route("GET", "/v1/log/{kind}/{record}", _log, "The chained course of a record", gives=m.Log),
    Route("POST", "/v1/drafts/{record}", _push_draft, "Text under drafting, up", takes=m.DraftPush, gives=m.DraftPage),
    Route("GET", "/v1/drafts/{record}", _pull_draft, "Text under drafting, down", gives=m.DraftPage, query=("after",)),
    Route("GET", "/v1/health", _health, "Whether it works", free=True),
    Route("GET", "/v1/openapi.json", _openapi, "This description", free=True),
)
