"""A co-signing unit's seal keeper at the window: the final file is held against what the head signed (P1, G5, DOC-10)."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from msgspec import structs
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton, QTableWidget, QWidget

from tests.server.house import new_record
from tests.ui.housed import Housed, seeded_folder
from tests.ui.stage import child, until
from xzt.client.documents import pages
from xzt.client.finalcheck import place_holders
from xzt.core.calendar import beijing_day
from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.core.ids import derived_id
from xzt.docs.model import Issuance, Kind, OfficialDocument, Paragraph
from xzt.docs.render.ofd import seal_places, write_ofd
from xzt.office.act import Stamp
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Route
from xzt.office.people import Directory, Person
from xzt.office.profile import STANDARD
from xzt.sync.protocol import messages as m
from xzt.ui.pages.monitor import MonitorPage
from xzt.ui.widgets.controls import choose

UNITS = ("hn-bgt", "cs")
ORGANS = ("湖南省人民政府办公厅", "长沙市人民政府")
TEXT = OfficialDocument(
    kind=Kind.LETTER,
    title="关于样例资金的函",
    mark="湖南省人民政府办公厅",
    mark_organs=ORGANS,
    signers=ORGANS,
    series="湘政办函",
    recipients="各有关单位",
    blocks=(Paragraph("样例资金专款专用，不得超过一百万元。"),),
)


class Town(Housed):
    """A server, the people of the leading unit and of the co-signing one over the line, and one of them at a window."""

    def __init__(self, folder: Path, person: str = "xin-5", left: str = "") -> None:
        server = seeded_folder(folder)
        if left:
            _leaves(server / "server.db", left)
        super().__init__(folder, person)
        self.record, self.text = new_record(), encode(TEXT)
        self.case = derived_id(f"{self.record}/joint/cs/1")

    def must(self, person: str, record: str, command: d.Command) -> None:
        self.actor(person).must(record, command)

    def there(self, person: str, record: str) -> bool:
        return any(change.id == record for change in self.actor(person).pull().changes)

    def signed(self) -> None:
        """Bring it to the seal: both heads have signed, it is numbered."""
        record, text, case = self.record, sm3(self.text), self.case
        self.must("jia-1", record, d.StartDraft(msgspec.Raw(self.text)))
        self.must("jia-1", record, d.Submit(Route("yi-1", "ding-1", partners=("cs",)), flow="joint"))
        self.must("yi-1", record, d.Review("同意", text))
        until(lambda: self.there("xin-1", case))
        self.must("xin-1", case, d.Allot("xin-2"))
        self.must("xin-2", case, d.SignOff("同意", text))
        until(lambda: self.people["yi-1"].state(record)["joint"][0]["state"] == "consented")
        self.must("ding-1", record, d.SignOff("同意", text))
        self.must("yi-1", record, d.Proofread(text, "a" * 64))
        self.must("wu-1", record, d.AssignNumber())

    def ask(self, document: OfficialDocument) -> None:
        """Ask for the seal on a final file that says what ``document`` says."""
        self.there("ji-1", self.record)
        keeper = self.people["ji-1"]
        change = next(one for one in keeper.pull().changes if one.id == self.record)
        state, directory = decode(change.state, Dispatch), keeper.send("GET", "/v1/directory", m.DirectoryAnswer).directory
        data, stamps = final(document, state, directory)
        keeper.send("PUT", f"/v1/blobs/{sm3(data)}", dict, data)
        keeper.must(self.record, d.Seal(sm3(data), stamps, UNITS))


def _leaves(database: Path, person: str) -> None:
    """Take the posts of a person away, as an administrator does who has nobody to follow."""
    with sqlite3.connect(database) as db:
        ((body,),) = db.execute("SELECT body FROM person WHERE id = ?", (person,))
        db.execute("UPDATE person SET body = ? WHERE id = ?", (encode(structs.replace(decode(body, Person), roles=())), person))
    db.close()


def final(document: OfficialDocument, state: Dispatch, directory: Directory) -> tuple[bytes, tuple[Stamp, ...]]:
    """Make a final file as the leading unit's machine does."""
    assert state.number
    assert state.signed_off
    day = beijing_day(state.signed_off)
    issuance = Issuance(number=state.number.printed(), signed_on=day, printed_on=day, sealed=True)
    units = tuple(unit for name in UNITS if (unit := directory.unit(name)))
    model = pages(document, issuance, state.profile or STANDARD, place_holders(units))
    return write_ofd(model, document, issuance, datetime.fromisoformat(f"{day}T09:00:00+08:00")), tuple(
        Stamp(*place) for place in seal_places(model)
    )


@pytest.fixture
def town(look: QApplication, tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path)
    yield made
    made.close()


def asked(town: Town) -> Dispatch:
    """Open the request at the keeper's window."""
    until(lambda: isinstance(town.client.record("dispatch", town.case), Dispatch) and town.client.count("todo"))
    state = town.client.record("dispatch", town.case)
    assert isinstance(state, Dispatch)
    assert state.seal_asked
    file = state.seal_asked.file
    until(lambda: town.client.has_blob(file))
    town.window.open_record("dispatch", town.case)
    return state


def test_p1_another_sum_in_the_final_is_seen_and_never_sealed(town: Town) -> None:
    """P1, G5, W13: the keeper reads on which page it differs; pressing the seal is refused; the reason goes to the unit that leads."""
    town.signed()
    town.ask(structs.replace(TEXT, blocks=(Paragraph("样例资金专款专用，不得超过二百万元。"),)))
    asked(town)
    said = child(town.window, QLabel, "record.final")
    until(lambda: "第 1 页" in said.text())
    assert "不能用印" in said.text()
    child(town.window, QPushButton, "dispatch.seal").click()
    until(lambda: "没有用印" in town.window.strip.words.text())
    assert not town.client.waiting("dispatch", town.case)
    town.window.trigger("dispatch.send_back")
    until(child(town.window, QPlainTextEdit, "send_back.reason").isVisible)
    child(town.window, QPlainTextEdit, "send_back.reason").setPlainText("定稿的金额与签署稿不同")
    child(town.window, QPushButton, "send_back.confirm").click()
    until(lambda: town.people["ji-1"].state(town.record)["sealings"][1]["state"] == "declined")
    assert town.people["ji-1"].state(town.record)["sealings"][1]["words"] == "定稿的金额与签署稿不同"
    until(said.isHidden)


def test_p1_the_signed_text_is_known_again_and_sealed(town: Town) -> None:
    """P1, DOC-10: the same pages are said to be the same, and the seal goes on them."""
    town.signed()
    town.ask(TEXT)
    asked(town)
    said = child(town.window, QLabel, "record.final")
    until(lambda: "已核对" in said.text())
    assert "共 1 页，逐字逐版相同" in said.text()
    child(town.window, QPushButton, "dispatch.seal").click()
    until(lambda: town.people["ji-1"].state(town.record).get("seal"))
    assert town.client.attention() == []


@pytest.mark.parametrize(
    ("person", "stands_with", "reason"),
    [
        ("wu-1", "长沙市人民政府", "长沙市人民政府没有印章保管人：请对方安排，或退回收回请求"),
        ("xin-1", "印章保管人", "本机关没有印章保管人：请系统管理员安排人员"),
    ],
)
def test_w10_a_unit_without_a_seal_keeper_holds_up_nothing_unseen(
    look: QApplication, tmp_path: Path, person: str, stands_with: str, reason: str
) -> None:
    """W10, FLW-17, DOC-10: 流程监控 of either unit names the vacant post and what to do; the record says so beside the seal."""
    town = Town(tmp_path, person, left="xin-5")
    try:
        town.signed()
        town.ask(TEXT)
        town.window.trigger("window.monitor")
        page = town.window.current()
        assert isinstance(page, MonitorPage)
        until(lambda: page.cases)
        table = child(page, QTableWidget, "monitor.table")
        assert [item.text() for column in range(1, 4) if (item := table.item(0, column))] == ["用印", stands_with, reason]
        choose(page.why, "overdue")
        assert table.rowCount() == 0
        choose(page.why, "vacant")
        assert table.rowCount() == 1
        page.open_selected()
        ledger = child(town.window, QWidget, "record.joint")
        said = "没有印章保管人" if person == "wu-1" else "待用印"
        until(lambda: any(said in label.text() for label in ledger.findChildren(QLabel)))
    finally:
        town.close()
