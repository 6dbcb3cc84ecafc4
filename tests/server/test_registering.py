"""The register at the server: a series a category (N6), the same document not registered twice unseen by two at once (RCV-03)."""

import msgspec

from tests.server.conftest import People
from tests.server.house import House, document, gather, new_record
from xzt.core.digest import sm3
from xzt.office.act import AttachedFile
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import Registration
from xzt.office.receipt.state import Source
from xzt.sync.protocol import messages as m

PAPER = Source("", "", "示政发〔2022〕7号", "关于示例的通知", "", "", "2022-11-20", sender="示例市人民政府")


def enter(people: People, source: Source = PAPER) -> str:
    record = new_record()
    people["wu-1"].must(record, r.Enter(source, msgspec.Raw(document())), "receipt")
    return record


def entry(number: str) -> Registration:
    return Registration("示例市人民政府", number, "关于示例的通知")


def test_n6_every_category_counts_for_itself(people: People) -> None:
    """N6: a yearly series a category and unit, each from 1."""
    given = []
    for category, number in (("收", "甲〔2022〕1号"), ("办", "甲〔2022〕2号"), ("收", "甲〔2022〕3号")):
        record = enter(people)
        people["wu-1"].must(record, r.Register(category, entry(number)), "receipt")
        given.append(people["wu-1"].state(record)["number"])
    assert [(one["series"], one["year"], one["sequence"]) for one in given] == [("收", 2022, 1), ("办", 2022, 1), ("收", 2022, 2)]


def test_rcv_03_the_second_of_two_registrars_is_told(people: People) -> None:
    """RCV-03: neither saw the other's; the server names the one that is there, takes no number, and takes it with a reason."""
    first, second = enter(people), enter(people)
    people["wu-1"].must(first, r.Register("收", entry("示政发﹝2022﹞07号")), "receipt")
    answer = people["wu-2"].do(second, r.Register("办", entry("示政发(2022)7号")), "receipt")
    assert isinstance(answer, m.Refused)
    assert (answer.code, answer.params) == ("registered_before", {"record": first})
    people["wu-2"].must(second, r.Register("办", entry("示政发(2022)7号"), (first,), "补收正本"), "receipt")
    assert people["wu-2"].state(second)["number"]["sequence"] == 1


def test_a_named_file_must_have_been_brought(people: People) -> None:
    """Naming a file that one has not brought must not open it: the command waits."""
    foreign = msgspec.structs.replace(PAPER, attached=(AttachedFile("扫描件.pdf", "e" * 64, 10),))
    answer = people["wu-1"].do(new_record(), r.Enter(foreign, msgspec.Raw(document())), "receipt")
    assert isinstance(answer, m.Again)
    assert answer.code == "blob_missing"


def test_rcv_03_four_registrars_in_four_series_at_once_register_it_once(house: House, people: People) -> None:
    """RCV-03: at one instant, each in a category of its own: one number is given, the others are told of exactly that receipt."""
    numbers = ("甲〔2022〕{n}号", "甲(2022)0{n}号", "甲[2022]{n}号", "甲〔2022〕第{n}号")
    desks = [people["wu-1"], people["wu-2"], house.sign_in("wu-1", "device-2"), house.sign_in("wu-2", "device-2")]
    for n in range(6):
        records = [enter(people) for _ in desks]
        each = zip(desks, records, ("收", "办", "阅", "电"), numbers, strict=True)
        asked = [(desk, record, r.Register(series, entry(number.format(n=n + 1)))) for desk, record, series, number in each]
        answers = gather(*(lambda one=one: one[0].do(one[1], one[2], "receipt") for one in asked))
        given = [record for record, answer in zip(records, answers, strict=True) if isinstance(answer, m.Applied)]
        told = [answer for answer in answers if isinstance(answer, m.Refused)]
        assert (len(given), len(told)) == (1, 3), answers
        assert {(one.code, one.params["record"]) for one in told} == {("registered_before", given[0])}
    for desk in desks[2:]:
        desk.close()


def test_rcv_03_a_reason_counts_for_the_receipts_that_it_was_given_for(people: People) -> None:
    """RCV-03: what somebody else registered meanwhile was not seen: the reason for another one does not cover it."""
    first, second, third = (enter(people) for _ in range(3))
    people["wu-1"].must(first, r.Register("收", entry("乙〔2022〕9号")), "receipt")
    people["wu-2"].must(second, r.Register("办", entry("乙〔2022〕9号"), (first,), "补收正本"), "receipt")
    answer = people["wu-1"].do(third, r.Register("收", entry("乙〔2022〕9号"), (first,), "补收正本"), "receipt")
    assert isinstance(answer, m.Refused)
    assert answer.params == {"record": second}
    people["wu-1"].must(third, r.Register("收", entry("乙〔2022〕9号"), (first, second), "补收正本"), "receipt")


def test_flw14_a_file_of_an_opinion_must_have_been_brought_and_opens_to_who_sees_it(people: People) -> None:
    """FLW-14: naming a file with an opinion does not open it; what was brought goes to whoever has the record, and to nobody else."""
    content, record = "样例附件".encode(), enter(people)
    digest, boss = sm3(content), people["yi-1"]
    people["wu-1"].must(record, r.Register("收", entry("丙〔2022〕1号")), "receipt")
    people["wu-1"].must(record, r.Propose("请办", "yi-1"), "receipt")
    handled = r.Handle("已办，见附件", (AttachedFile("附件.txt", digest, len(content)),))
    waits = boss.do(record, handled, "receipt")
    assert isinstance(waits, m.Again)
    assert waits.code == "blob_missing"
    assert boss.http.put(f"/v1/blobs/{digest}", content=content).status_code == 200
    boss.must(record, handled, "receipt")
    assert people["wu-1"].http.get(f"/v1/blobs/{digest}").content == content
    assert people["jia-1"].http.get(f"/v1/blobs/{digest}").status_code == 404
