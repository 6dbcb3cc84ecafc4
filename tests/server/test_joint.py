"""Joint documents between units over the real server: asked, returned, signed by all; each parcel counts once (DOC-10, FLW-11)."""

import msgspec

from tests.server.conftest import People
from tests.server.house import House, document, new_record
from tests.server.journey import PLAIN
from tests.waiting import until
from xzt.client.documents import seal_pictures
from xzt.core.digest import sm3
from xzt.core.ids import derived_id
from xzt.office.act import Stamp
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Route
from xzt.signing.ofd import verify_ofd

ROUTE = Route("yi-1", "ding-1", partners=("cs", "hn-czt"))


def there(people: People, who: str, record: str) -> bool:
    return any(change.id == record for change in people[who].pull().changes)


def asked(people: People, record: str, content: bytes) -> None:
    people["jia-1"].must(record, d.Submit(ROUTE, flow="joint"))
    people["yi-1"].must(record, d.Review("同意", sm3(content)))


def test_flw11_a_joint_document_returns_once_and_is_signed_by_all(house: House, people: People) -> None:
    """FLW-11, W1, W2, W13: one unit returns it, the other's case is taken back; in the second round both heads sign one digest."""
    record, first, second = new_record(), document(), document(title="关于示例事项的联合函")
    people["jia-1"].must(record, d.StartDraft(msgspec.Raw(first)))
    asked(people, record, first)
    czt, cs = derived_id(f"{record}/joint/hn-czt/1"), derived_id(f"{record}/joint/cs/1")
    until(lambda: there(people, "ren-1", czt) and there(people, "xin-1", cs))
    assert not there(people, "ren-2", czt)
    people["ren-1"].must(czt, d.SendBack("样例理由", sm3(first)))
    until(lambda: people["xin-1"].state(cs)["lead"]["answer"] == "recalled")
    assert people["jia-1"].state(record)["course"][-1]["words"] == "样例理由"
    people["jia-1"].must(record, d.SaveDraft(msgspec.Raw(second)))
    asked(people, record, second)
    for unit, office, head in (("hn-czt", "ren-1", "ren-2"), ("cs", "xin-1", "xin-2")):
        case = derived_id(f"{record}/joint/{unit}/2")
        until(lambda: there(people, office, case))  # noqa: B023  answered before the next turn
        people[office].must(case, d.Allot(head))
        people[head].must(case, d.SignOff("同意", sm3(second)))
    until(lambda: signed(people, record))
    people["ding-1"].must(record, d.SignOff("同意", sm3(second)))
    rows = people["ding-1"].state(record)["joint"]
    assert {row["text"] for row in rows if row["round"] == 2} == {sm3(second)}
    assert house.rows(tuple[int], "SELECT count(*) FROM outbox WHERE answer IS NULL") == [(0,)]
    people["yi-1"].must(record, d.Proofread(sm3(second), "a" * 64))
    people["wu-1"].must(record, d.AssignNumber())
    assert people["wu-1"].state(record)["number"]["series"] == "湘政办函"
    seal_all(people, record)
    sealed = house.run(house.instance.blobs.read(people["ji-1"].state(record)["seal"]["sealed"]))
    checks = verify_ofd(sealed, [house.instance.trust.authority.root])
    assert [check for check in checks if not check.ok] == []
    assert [seal.what for seal in seal_pictures(sealed)] == ["湖南省人民政府办公厅", "长沙市人民政府", "湖南省财政厅"]


def seal_all(people: People, record: str) -> None:
    """P1: the leading keeper sends the file, the keepers of both units seal it, each its own copy; the server closes it."""
    people["ji-1"].send("PUT", f"/v1/blobs/{sm3(PLAIN)}", dict, PLAIN)
    stamps = tuple(Stamp(0, 30.0 + 50 * at, 200.0, 45.0, 45.0) for at in range(3))
    people["ji-1"].must(record, d.Seal(sm3(PLAIN), stamps, ("hn-bgt", "cs", "hn-czt")))
    for at, (unit, keeper) in enumerate((("cs", "xin-5"), ("hn-czt", "ren-5")), start=1):
        case = derived_id(f"{record}/joint/{unit}/2")
        until(lambda: there(people, keeper, case))  # noqa: B023  answered before the next turn
        assert people[keeper].http.get(f"/v1/blobs/{sm3(PLAIN)}").content == PLAIN
        people[keeper].must(case, d.Seal(sm3(PLAIN), (stamps[at],)))
    until(lambda: people["ji-1"].state(record).get("seal") is not None)


def signed(people: People, record: str) -> bool:
    return [row.get("state") for row in people["yi-1"].state(record)["joint"] if row["round"] == 2] == ["consented"] * 2
