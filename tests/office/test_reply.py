"""答复: a dispatch that answers a receipt, and what it does to the receipt's clock (RCV-11)."""

from msgspec import structs

from tests.office.world import OTHER, SEALED, Case, arrived, document, number, proposed, stamps
from xzt.core.encoding import encode
from xzt.office.act import Number, SealedFile
from xzt.office.dispatch import commands as d
from xzt.office.dispatch import events as de
from xzt.office.dispatch.state import Route
from xzt.office.exchange import consequences
from xzt.office.flow import commands as flow
from xzt.office.flow import events as fe
from xzt.office.receipt import commands as r
from xzt.office.receipt.state import Reply

SENT = r.NoteReply("d1", "sent", "关于样例的批复", "样函〔2026〕1号")


def begun() -> Case:
    return proposed(handler="drafting").do("drafting", r.BeginReply("d1"))


def reply() -> Case:
    """A dispatch of the first unit that answers its receipt r1, ready to be sent."""
    case = Case().do("clerk", d.StartDraft(document(), "r1"))
    case.do("clerk", d.Submit(Route("reviewer", "leader")))
    case.do("reviewer", d.Review("已核", case.text)).do("leader", d.SignOff("同意", case.text))
    case.do("registrar", d.AssignNumber(), number())
    return case.do("sealer", d.Seal("a" * 64, stamps()), SealedFile("a" * 64, SEALED, "样例印章"))


def test_rcv_11_who_has_the_matter_begins_its_reply() -> None:
    """RCV-11: the handler (and helpers, leader, document office) who may draft; nobody else, and not before it is handled."""
    case = begun()
    assert case.receipt.replies == (Reply("d1", "drafting", case.log[-1][1].at),)
    assert case.refuse("drafting", r.BeginReply("d1")) == "reply_twice"
    assert proposed().refuse("handler", r.BeginReply("d1")) == "not_drafter"
    assert proposed().refuse("drafting", r.BeginReply("d1")) == "not_holder"
    assert arrived().refuse("drafting", r.BeginReply("d1")) == "step_not_reached"


def test_rcv_11_the_reply_that_went_out_closes_the_clock() -> None:
    """RCV-11: it is the result, in whoever's name; the moment stays beside the limit, and the matter can be ended."""
    case = begun().do("reader", r.MarkRead())
    assert case.refuse("receiver", r.Close()) == "not_handled"
    assert case.refuse("drafting", SENT) == "server_only"
    case.do("system", SENT)
    assert case.receipt.answered == case.log[-1][1].at
    assert case.receipt.result == "样函〔2026〕1号 关于样例的批复"
    assert case.receipt.replies[0].number == "样函〔2026〕1号"
    case.do("receiver", r.Close())
    assert encode(case.state) == case.replayed()


def test_rcv_11_a_reported_result_stays_and_a_stopped_reply_closes_nothing() -> None:
    """RCV-11: what the handler wrote is not replaced; a reply that was cancelled leaves the clock running."""
    case = begun().do("drafting", r.Handle("已电话答复，另行复文")).do("system", SENT)
    assert case.receipt.result == "已电话答复，另行复文"
    case = begun().do("system", r.NoteReply("d1", "stopped"))
    assert (case.receipt.answered, case.receipt.result) == (None, "")
    case.do("drafting", r.BeginReply("d2"))
    assert [one.state for one in case.receipt.replies] == ["stopped", "begun"]


def test_rcv_11_naming_a_receipt_does_nothing_to_it() -> None:
    """RCV-11: a dispatch that nobody began from the receipt closes no clock, and none is closed twice."""
    assert proposed().refuse("system", SENT) == "reply_unknown"
    assert begun().do("system", SENT).refuse("system", SENT) == "reply_unknown"


def test_rcv_11_the_dispatch_tells_its_receipt() -> None:
    """RCV-11: when it is distributed, and when it is stopped; one that answers nothing tells nobody."""
    case = reply()
    assert case.dispatch.answers == "r1"
    act = case.log[-1][1]
    told = [one for one in consequences("d1", case.dispatch, de.Distributed((OTHER,), ()), act) if one.record == "r1"]
    (note,) = told
    assert (note.kind, note.unit) == ("receipt", "u1")
    assert note.command == r.NoteReply("d1", "sent", "关于样例的通知", Number("湘政办函", 2026, 8).printed())
    plain = structs.replace(case.dispatch, answers="")
    assert all(one.record != "" for one in consequences("d1", plain, de.Distributed((OTHER,), ()), act))
    drafted = Case().do("clerk", d.StartDraft(document(), "r1")).do("clerk", d.Submit(Route("reviewer", "leader")))
    drafted.do("clerk", d.Steer(flow.Cancel("不再答复")))
    (stopped,) = consequences("d1", drafted.dispatch, de.Flowed(fe.Cancelled("不再答复")), act)
    assert stopped.command == r.NoteReply("d1", "stopped", "关于样例的通知")
