"""Taking a delivery back over the real server, and sending it again (G4): asked, answered, each parcel once."""

from tests.server.conftest import People
from tests.server.house import House, new_record
from tests.server.journey import distributed
from tests.waiting import until
from xzt.core.ids import derived_id
from xzt.office.dispatch import commands as d
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import Registration


def lines(people: People, record: str) -> list[tuple[str, str]]:
    return [(entry["unit"], entry.get("state", "sent")) for entry in people["wu-1"].state(record)["ledger"]]


def test_g4_withdrawal_and_supplement_between_units(house: House, people: People) -> None:
    """G4: before receipt at once, afterwards with consent, then sent again as a line and a receipt of its own."""
    record = new_record()
    distributed(people, record)
    cs, czt = derived_id(f"{record}/cs"), derived_id(f"{record}/hn-czt")
    until(lambda: lines(people, record) == [("cs", "delivered"), ("hn-czt", "delivered")])
    people["ren-1"].must(czt, r.SignFor(), "receipt")
    until(lambda: lines(people, record)[1] == ("hn-czt", "signed_for"))
    people["wu-1"].must(record, d.RecallDelivery("cs", "样例理由"))
    people["wu-1"].must(record, d.RecallDelivery("hn-czt", "样例理由"))
    until(lambda: lines(people, record)[0] == ("cs", "withdrawn"))
    assert people["xin-1"].state(cs)["step"] == "withdrawn"
    until(lambda: people["ren-1"].state(czt).get("recall") == "样例理由")
    people["ren-1"].must(czt, r.GiveBack(), "receipt")
    until(lambda: lines(people, record)[1] == ("hn-czt", "withdrawn"))
    people["wu-1"].must(record, d.Supplement(("cs",)))
    until(lambda: lines(people, record)[2:] == [("cs", "delivered")])
    people["xin-1"].must(derived_id(f"{record}/cs/2"), r.SignFor(), "receipt")
    until(lambda: lines(people, record)[2:] == [("cs", "signed_for")])
    assert house.rows(tuple[int], "SELECT count(*) FROM outbox WHERE answer IS NULL") == [(0,)]


def test_g6_consent_to_pass_it_on_is_asked_and_given_between_units(house: House, people: People) -> None:
    """G6: the question comes to the leader who signed, the answer to the unit that asked, each once; nobody of a third unit hears of it."""
    record = new_record()
    distributed(people, record)
    cs = derived_id(f"{record}/cs")
    until(lambda: lines(people, record)[0] == ("cs", "delivered"))
    people["xin-1"].must(cs, r.SignFor(), "receipt")
    people["xin-1"].must(
        cs, r.Register("收", Registration("湖南省人民政府办公厅", "湘政办函〔2022〕1号", "关于示例事项的函", scope="unit")), "receipt"
    )
    people["xin-1"].must(cs, r.AskScope("", "拟转发各县市区"), "receipt")
    until(lambda: bool(people["ding-1"].state(record).get("scope_requests")))
    (asked,) = people["ding-1"].state(record)["scope_requests"]
    assert (asked["unit"], asked["record"], asked["reason"]) == ("cs", cs, "拟转发各县市区")
    people["ding-1"].must(record, d.AllowScope(asked["id"], "同意转发"))
    until(lambda: people["xin-1"].state(cs)["scope_questions"][0].get("state") == "allowed")
    assert people["xin-1"].state(cs)["registration"].get("scope", "") == ""
    assert [entry["action"] for entry in people["xin-1"].state(cs)["course"]][-2:] == ["ask_scope", "scope_allowed"]
    assert house.rows(tuple[int], "SELECT count(*) FROM outbox WHERE answer IS NULL") == [(0,)]
