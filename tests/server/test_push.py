"""Push: each command counts once, the rules and signatures decide, and what is refused leaves nothing behind."""

import base64

import msgspec
import pytest

from tests.server.conftest import People
from tests.server.house import START, Actor, House, document, gather, new_record, signed_off
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.office.envelope import Envelope, Signed
from xzt.office.log import chain
from xzt.server import apply
from xzt.sync.protocol import messages as m


def start(content: bytes | None = None) -> d.StartDraft:
    return d.StartDraft(msgspec.Raw(content or document()))


def test_same_bytes_same_answer(house: House, people: People) -> None:
    """A push that is repeated (RS-17, sync 3.2): same answer, one effect; other bytes under the id are refused."""
    drafter, record = people["jia-1"], new_record()
    envelope = drafter.envelope("dispatch", record, start())
    signed = Signed(msgspec.Raw(encode(envelope)))
    first = drafter.push(signed)
    assert first == drafter.push(signed) == drafter.push(signed, signed)[:1]
    other = msgspec.structs.replace(envelope, command=msgspec.Raw(encode(start(document("关于别的事项的函")))))
    assert drafter.push(Signed(msgspec.Raw(encode(other)))) == (m.Refused(envelope.id, "id_reused"),)
    assert house.rows(tuple[int, int], "SELECT version, log_n FROM record WHERE id = ?", record) == [(1, 1)]


def test_same_push_at_once(house: House, people: People) -> None:
    """The same command arriving eight times at once counts once, and everyone hears the same."""
    drafter, record = people["jia-1"], new_record()
    signed = drafter.signed("dispatch", record, start())
    answers = gather(*[lambda: drafter.push(signed)] * 8)
    assert len(set(answers)) == 1
    assert house.rows(tuple[int], "SELECT count(*) FROM log WHERE record = ?", record) == [(1,)]


def test_two_registrars_on_one_step(people: People) -> None:
    """Of two who act on the same step at once, one act counts and the other is refused with its reason."""
    record = new_record()
    signed_off(people, record)
    first, second = people["wu-1"], people["wu-2"]
    one, two = first.signed("dispatch", record, d.AssignNumber()), second.signed("dispatch", record, d.AssignNumber())
    answers = [answer for (answer,) in gather(lambda: first.push(one), lambda: second.push(two))]
    assert sorted(type(answer).__name__ for answer in answers) == ["Applied", "Refused"]
    refused = next(answer for answer in answers if isinstance(answer, m.Refused))
    assert refused.code == "step_passed"
    assert people["wu-2"].state(record)["number"]["sequence"] == 23


def test_refusal_does_not_spoil_the_rest(people: People) -> None:
    """Each command has its own savepoint; the answers come in order and share the number of the commit."""
    drafter, record, other = people["jia-1"], new_record(), new_record()
    answers = drafter.push(
        drafter.signed("dispatch", record, start()),
        drafter.signed("dispatch", other, d.Close()),
        drafter.signed("dispatch", record, d.Submit(Route("yi-1", "ding-1"))),
        drafter.signed("dispatch", record, d.Archive("Y")),
    )
    kinds = [type(answer).__name__ for answer in answers]
    assert kinds == ["Applied", "Refused", "Applied", "Refused"]
    applied = [answer for answer in answers if isinstance(answer, m.Applied)]
    assert [answer.version for answer in applied] == [1, 2]
    assert len({answer.seq for answer in applied}) == 1


def test_refused_is_remembered(people: People) -> None:
    """A refusal is an answer like any other: the same bytes get it again even when the rules would now say yes."""
    drafter, record = people["jia-1"], new_record()
    early = drafter.signed("dispatch", record, d.Submit(Route("yi-1", "ding-1")))
    assert drafter.push(early) == drafter.push(early)
    drafter.must(record, start())
    (answer,) = drafter.push(early)
    assert isinstance(answer, m.Refused)
    assert answer.code == "absent"


@pytest.mark.parametrize("changed", [{"person": "jia-2"}, {"unit": "cs"}, {"device": "device-2"}])
def test_only_in_ones_own_name(people: People, changed: dict[str, str]) -> None:
    """The envelope's person, unit and device must be the session's; whose it is not leaves no answer that could block the owner."""
    drafter, record = people["jia-1"], new_record()
    envelope = drafter.envelope("dispatch", record, start())
    foreign = msgspec.structs.replace(envelope, **changed)
    (answer,) = drafter.push(Signed(msgspec.Raw(encode(foreign))))
    assert answer == m.Refused(envelope.id, "not_yours")
    (answer,) = drafter.push(Signed(msgspec.Raw(encode(envelope))))
    assert isinstance(answer, m.Applied)


def test_system_is_never_a_session(people: People) -> None:
    """What only the server says is refused from everyone, whatever his roles."""
    record = new_record()
    signed_off(people, record)
    answer = people["wu-1"].do(record, d.NoteDelivery("cs", "signed_for"))
    assert isinstance(answer, m.Refused)
    assert answer.code == "server_only"


def _forged(actor: Actor, envelope: Envelope, how: str, other: Actor) -> Signed:
    raw = encode(envelope)
    good = actor.sign(envelope)
    match how:
        case "missing":
            return Signed(msgspec.Raw(raw))
        case "flipped":
            bits = bytearray(base64.b64decode(good.signature))
            bits[-1] ^= 1
            return Signed(good.envelope, base64.b64encode(bytes(bits)).decode(), good.certificate)
        case "other_bytes":
            return Signed(good.envelope, base64.b64encode(actor.key.sign(raw + b" ")).decode(), good.certificate)
        case "other_person":
            return Signed(good.envelope, base64.b64encode(other.key.sign(raw)).decode(), other.certificate)
        case "other_certificate":
            return Signed(good.envelope, good.signature, other.certificate)
        case "no_base64":
            return Signed(good.envelope, "签名", good.certificate)
    raise ValueError(how)


def test_signature_must_hold(people: People) -> None:
    """What has weight in law carries the actor's own SM2 signature over exactly the envelope (RS-13)."""
    content, record = document(), new_record()
    people["jia-1"].must(record, start(content))
    people["jia-1"].must(record, d.Submit(Route("yi-1", "ding-1")))
    reviewer = people["yi-1"]
    review = d.Review("同意", sm3(content))
    for how in ("missing", "flipped", "other_bytes", "other_person", "other_certificate", "no_base64"):
        (answer,) = reviewer.push(_forged(reviewer, reviewer.envelope("dispatch", record, review), how, people["ding-1"]))
        assert isinstance(answer, m.Refused), how
        assert answer.code == "signature_invalid"
    reviewer.must(record, review)


def test_older_text_is_refused(people: People) -> None:
    """An opinion on a text that is no longer the text does not count (W13)."""
    record = new_record()
    people["jia-1"].must(record, start())
    people["jia-1"].must(record, d.Submit(Route("yi-1", "ding-1")))
    answer = people["yi-1"].do(record, d.Review("同意", sm3(b"another text")))
    assert isinstance(answer, m.Refused)
    assert answer.code == "text_changed"


def test_what_one_never_had_is_absent(people: People) -> None:
    """A command to a record of others does not tell that there is one."""
    record = new_record()
    people["jia-1"].must(record, start())
    for command in (d.Close(), start()):
        answer = people["jia-2"].do(record, command)
        assert isinstance(answer, m.Refused)
        assert answer.code == "absent"


@pytest.mark.parametrize("spelling", ["绝密★", "機 密 ★10年", "\\u7edd\\u5bc6\\u2605"])
def test_state_secret_leaves_nothing(house: House, people: People, spelling: str) -> None:
    """RS-30: refused, and no byte of the body is kept in any table; digest and code are."""
    marker = f"样例{new_record()}"
    body = f'{{"body":"{spelling} {marker}","kind":"函","series":"湘政办函","title":"样例"}}'.encode()
    answer = people["jia-1"].do(new_record(), start(body))
    assert isinstance(answer, m.Refused)
    assert answer.code == "state_secret"
    assert answer.params == {}
    assert house.rows(tuple[int], "SELECT count(*) FROM command WHERE id = ?", answer.command) == [(1,)]
    if house.twin.name == "sqlite":
        for path in house.twin.data.rglob("server.db*"):
            assert marker.encode() not in path.read_bytes()
    for count in ("SELECT count(*) FROM record", "SELECT count(*) FROM log", "SELECT count(*) FROM outbox"):
        assert house.rows(tuple[int], count) == [(0,)]


def test_envelope_has_one_reading(people: People) -> None:
    """An envelope that is not written canonically could be read in two ways: the push is malformed."""
    drafter = people["jia-1"]
    raw = encode(drafter.envelope("dispatch", new_record(), start()))
    for changed in (raw.replace(b'"n":', b'"n" :'), raw[:-1] + b',"n":9}', raw.replace(b'"base":0', b'"base":0,"more":1')):
        answer = drafter.http.post("/v1/push", content=encode(m.Push((Signed(msgspec.Raw(changed)),))))
        assert answer.status_code == 400
        assert answer.json()["code"] == "malformed"


@pytest.mark.parametrize(
    ("kind", "command", "code"),
    [
        ("nothing", b"{}", "kind_unknown"),
        ("dispatch", b'{"type":"Steal"}', "malformed"),
        ("dispatch", b'{"type":"AssignNumber","sequence":9,"reason":"a\\\\\\u0000"}', "malformed"),
    ],
)
def test_unknown_kind_and_command(people: People, kind: str, command: bytes, code: str) -> None:
    """What this server does not know is refused for good, and goes to needs attention."""
    drafter = people["jia-1"]
    envelope = msgspec.structs.replace(drafter.envelope("dispatch", new_record(), start()), kind=kind, command=msgspec.Raw(command))
    (answer,) = drafter.push(Signed(msgspec.Raw(encode(envelope))))
    assert answer == m.Refused(envelope.id, code)


def test_fault_holds_up_one_record_only(people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """A bug in a rule answers ``Again`` for that record; what comes later for it waits, other records go on."""
    drafter, broken, sound = people["jia-1"], new_record(), new_record()

    def stumble(kind: str, state: object, command: object, by: object) -> object:
        if isinstance(command, d.SaveDraft):
            raise LookupError  # noqa: TRY004  a fault like any other
        return registry.decide(kind, state, command, by)  # type: ignore[arg-type]

    drafter.must(broken, start())
    monkeypatch.setattr(apply, "decide", stumble)
    answers = drafter.push(
        drafter.signed("dispatch", broken, d.SaveDraft(msgspec.Raw(document()))),
        drafter.signed("dispatch", broken, d.Submit(Route("yi-1", "ding-1"))),
        drafter.signed("dispatch", sound, start()),
    )
    assert [getattr(answer, "code", "applied") for answer in answers] == ["server_fault", "earlier_waits", "applied"]
    assert "fault" in caplog.text


def test_log_is_chained_and_signed(people: People) -> None:
    """RS-27: every accepted command stands in the record's log with its bytes, signature and chain; time is the server's (RS-29)."""
    record = new_record()
    signed_off(people, record)
    log = people["ding-1"].send("GET", f"/v1/log/dispatch/{record}", m.Log)
    assert [entry.n for entry in log.entries] == [1, 2, 3, 4]
    previous = ""
    for entry in log.entries:
        assert entry.previous == previous
        assert entry.act.at == START
        previous = chain(record, entry.n, entry.act, bytes(entry.events), entry.signed, previous)
        assert entry.digest == previous
    assert [bool(entry.signed.signature) for entry in log.entries] == [False, False, True, True]
