"""HTTP around it all: only what is in the table exists, only what fits the types gets in, and the description tells the truth."""

import json
import logging
from collections.abc import Iterator
from urllib.parse import quote

import httpx
import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import HEADERS, START, House, document, new_record, signed_off
from xzt.core.encoding import decode, encode
from xzt.office.dispatch import commands as d
from xzt.server.handlers import ROUTES
from xzt.server.journal import JsonLines
from xzt.sync.protocol import messages as m
from xzt.sync.protocol.versions import PROTOCOLS


def code(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a problem."""
    return answer.status_code, decode(answer.content, m.Problem).code


def test_hello(house: House) -> None:
    """Who the server is, without header or session; every answer carries the protocol."""
    answer = httpx.get(f"{house.url}/v1/hello")
    hello = decode(answer.content, m.Hello)
    assert (hello.epoch, hello.protocols, hello.now, hello.sample) == (1, PROTOCOLS, START, True)
    assert answer.headers[m.PROTOCOL_HEADER] == m.PROTOCOL
    assert httpx.get(f"{house.url}/v1/health").json() == {"state": "ready"}


def test_unknown_route(house: House) -> None:
    """RS-14, RS-16: what is not in the table is 404, whatever is sent to it."""
    for path in ["/", "/v1", "/v1/debug", "/v1/login/", "/v2/hello", "/docs", "/v1/blobs", "/v1/log/dispatch", "/static/x"]:
        for method in ("GET", "POST", "PUT"):
            assert code(house.http.request(method, path, content=b"x" * 1000)) == (404, "route_unknown")


def test_unknown_method(house: House) -> None:
    """A known path by another method."""
    for method, path in (("DELETE", "/v1/push"), ("POST", "/v1/hello"), ("TRACE", "/v1/pull")):
        assert code(house.http.request(method, path)) == (405, "method_unknown")


def test_other_protocols(house: House) -> None:
    """Versions beside those that the server knows are told so before anything else; the previous one is served as the newest is."""
    for version in ["", "2.0", "0.9", "1.9", "x", "11"]:
        answer = house.http.post("/v1/login", headers={m.PROTOCOL_HEADER: version}, content=b"{}")
        assert code(answer) == (426, "protocol_unsupported")
    for version in PROTOCOLS:
        served = house.http.post("/v1/login", headers={m.PROTOCOL_HEADER: version}, content=encode(m.Login("jia-1", "sample-jia-1", "d")))
        assert served.status_code == 200


def test_every_other_route_asks_for_a_session(house: House) -> None:
    """RS-25: closed unless said otherwise; the open ones are these."""
    free = {(route.method, route.path) for route in ROUTES if route.free or not route.session}
    assert free == {("GET", "/v1/hello"), ("POST", "/v1/login"), ("GET", "/v1/health"), ("GET", "/v1/openapi.json")}
    for route in ROUTES:
        if (route.method, route.path) not in free:
            path = route.path.format(digest="0" * 64, kind="dispatch", record="x", n="0")
            assert code(house.http.request(route.method, path)) == (401, "session_missing")


def test_oversized_body(house: House, people: People) -> None:
    """A body over the limit is refused, whether its length is declared or comes in pieces."""
    big = b" " * (m.MAX_BODY + 1)

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(big), 1 << 20):
            yield big[start : start + (1 << 20)]

    for content in (big, pieces()):
        assert code(people["jia-1"].http.post("/v1/push", content=content)) == (413, "body_too_large")
    assert code(house.http.post("/v1/login", content=big)) == (413, "body_too_large")


def test_too_many_commands(people: People) -> None:
    """More than 200 commands in one push are refused before any is looked at."""
    actor = people["jia-1"]
    signed = actor.signed("dispatch", new_record(), d.StartDraft(msgspec.Raw(document())))
    answer = actor.http.post("/v1/push", content=encode(m.Push((signed,) * (m.MAX_PUSH + 1))))
    assert code(answer) == (413, "push_too_long")
    assert actor.pull().changes == ()


def test_malformed_json(people: People) -> None:
    """RS-18: what does not fit the types is 400 with the place, never a fault."""
    for body in [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"commands":1}',
        b'{"commands":[{"envelope":{}}]}',
        b'{"commands":[{"envelope":"\xff"}]}',
        b"[" * 100_000,
    ]:
        assert code(people["jia-1"].http.post("/v1/push", content=body)) == (400, "malformed")


def test_malformed_query(people: People) -> None:
    """RS-15, RS-18: a cursor is a number."""
    for after in ["-1", "x", "1e3", "９", "9" * 30, "1;DROP TABLE record"]:
        for path in ("/v1/pull", "/v1/wait"):
            assert code(people["jia-1"].http.get(path, params={"after": after})) == (400, "malformed")


def test_injection(house: House, people: People) -> None:
    """RS-15: values are values wherever they come in."""
    actor = people["jia-1"]
    words = ("' OR '1'='1", "x'); DROP TABLE record; --", "%", "?", "$1", "\u0000", "../x", "{marks}")
    for word in words:
        actor.do(new_record(), d.StartDraft(msgspec.Raw(document(title=f"样例{word}"))))
        login = house.http.post("/v1/login", content=encode(m.Login(word, word, "d")))
        assert login.status_code in {400, 401}
        for path in (f"/v1/log/dispatch/{quote(word, safe='')}", f"/v1/log/{quote(word, safe='')}/x"):
            assert actor.http.get(path).status_code in {400, 404}
    assert house.rows(tuple[int], "SELECT count(*) FROM record") == [(len(words) - 1,)]  # all but the one with a NUL in it


def test_absent_and_not_yours_are_the_same(people: People) -> None:
    """Reading across units or outside the audience: the answer is that for what is not there, to the byte."""
    record = new_record()
    signed_off(people, record)
    for person in ("xin-1", "ren-1", "jia-2", "geng-1"):
        here = people[person].http.get(f"/v1/log/dispatch/{record}")
        absent = people[person].http.get(f"/v1/log/dispatch/{new_record()}")
        assert (here.status_code, here.content) == (absent.status_code, absent.content)
        assert code(here) == (404, "record_missing")
    assert people["wu-1"].http.get(f"/v1/log/dispatch/{record}").status_code == 200


def test_openapi_is_complete(house: House) -> None:
    """RS-14: the description holds exactly the routes that answer, and every type that it refers to."""
    described = house.http.get("/v1/openapi.json").json()
    listed = {(method.upper(), path) for path, methods in described["paths"].items() for method in methods}
    assert listed == {(route.method, route.path) for route in ROUTES}
    assert described["openapi"].startswith("3.1")
    names = set(described["components"]["schemas"])
    assert {"Push", "Answers", "Page", "Problem", "Directory", "Signed"} <= names
    text = json.dumps(described)
    referred = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert referred <= names
    for path, methods in described["paths"].items():
        for operation in methods.values():
            placed = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "path"}
            assert placed == {part.strip("{}") for part in path.split("/") if part.startswith("{")}


def test_log_lines_hold_no_content(people: People, caplog: pytest.LogCaptureFixture) -> None:
    """RS-08: lines are JSON with ids and codes; no title, no opinion, no token, no password."""
    caplog.set_level(logging.INFO, "xzt.server")
    record = new_record()
    signed_off(people, record, document("关于样例标题的函"))
    people["jia-1"].do(record, d.SaveDraft(msgspec.Raw(document("另一样例标题"))))
    people["jia-1"].http.post("/v1/push", content=b'{"commands":[{"envelope":"secret-words"}]}')
    lines = [JsonLines().format(line) for line in caplog.records if line.name == "xzt.server"]
    assert len(lines) > 10
    for line in lines:
        assert {"at", "level", "event"} <= set(json.loads(line))
    whole = "\n".join(lines)
    for word in ("样例标题", "同意", "secret-words", "sample-jia-1", people["jia-1"].token.partition(".")[2]):
        assert word not in whole


def test_protocol_header_is_on_problems_too(house: House) -> None:
    """Every answer carries the header."""
    for path in ("/v1/nothing", "/v1/pull"):
        assert house.http.get(path, headers=HEADERS).headers[m.PROTOCOL_HEADER] == m.PROTOCOL
