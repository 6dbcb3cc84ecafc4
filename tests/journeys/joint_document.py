"""The acts of the joint document (联合行文): what each of three units does at its windows, from the draft to a ledger of fifteen lines.

The sample directory gets more sample units, so that there are fourteen to send to and one more. Pictures are kept where
``XZT_PICTURES`` names a folder: ``XZT_PICTURES=out pytest tests/journeys/test_joint_document.py``.
"""

import functools
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QLabel, QWidget

from tests.server.house import Actor
from tests.ui.plug import Plug
from xzt.app.sample_server import DIRECTORY, DemonstrationClock, SampleServer
from xzt.app.stage import Stage, choose, find, press, settle, under_the_pen, until, write
from xzt.core.encoding import encode
from xzt.core.ids import derived_id
from xzt.core.notices import Connection
from xzt.docs.model import Heading, Kind, OfficialDocument, Paragraph
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.receipt import commands as r
from xzt.server.seeding import load_directory
from xzt.ui.desktop import Desktop
from xzt.ui.pages.record import RecordPage
from xzt.ui.widgets.people import Picker
from xzt.ui.window import MainWindow

PICTURES = os.environ.get("XZT_PICTURES", "")
CITIES = ("株洲", "湘潭", "衡阳", "邵阳", "岳阳", "常德", "张家界", "益阳", "郴州", "永州", "怀化")
MORE = tuple(f"shi-{at}" for at in range(1, len(CITIES) + 1))
RECEIVERS = ("cs", "hn-czt", "hn", *MORE)
"""The fourteen units that it goes to."""
ADDED = "cs-yl"
"""The unit that was left out and is sent it afterwards."""
DRAFTER, REVIEWER, COLLEAGUE, HEAD = "jia-1", "yi-1", "bing-1", "ding-1"
REGISTRAR, SEALER = "wu-1", "ji-1"
CITY, CITY_HEAD = "xin-1", "xin-2"
BUREAU, BUREAU_HEAD = "ren-1", "ren-2"
ORGANS = ("湖南省人民政府办公厅", "长沙市人民政府", "湖南省财政厅")
TEXT = OfficialDocument(
    kind=Kind.NOTICE,
    title="湖南省人民政府办公厅　长沙市人民政府　湖南省财政厅\n关于做好样例资金管理工作的通知",
    mark="湖南省人民政府办公厅文件",
    mark_organs=ORGANS,
    signers=ORGANS,
    series="湘政办发",
    recipients="各市州人民政府，省政府有关单位",
    blocks=(
        Paragraph("为规范样例资金管理，提高使用效益，现就有关事项通知如下。"),
        Heading(1, "一、明确使用范围"),
        Paragraph("样例资金专款专用，不得挪用。"),
        Heading(1, "二、加强监督检查"),
        Paragraph("各级财政部门要定期检查，发现问题及时纠正。"),
    ),
    printer="湖南省人民政府办公厅",
)


def directory() -> bytes:
    """Give the sample directory with more sample units, and somebody at each who signs for what comes."""
    found = json.loads(DIRECTORY.read_text(encoding="utf-8"))
    for unit, city in zip(MORE, CITIES, strict=True):
        found["units"].append({"id": unit, "name": f"{city}市人民政府", "level": 2, "superior": "湖南省人民政府"})
    for unit in (*MORE, "hn", ADDED):
        person = {"id": f"{unit}-w", "name": "示例", "unit": unit, "title": "文书", "roles": ["registrar"], "password": f"sample-{unit}-w"}
        found["people"].append(person)
    return json.dumps(found, ensure_ascii=False).encode()


class Town(Stage):
    """Seats before one server; those who work offline have a plug of their own that can be pulled."""

    def __init__(self, folder: Path) -> None:
        data = folder / "server"
        data.mkdir(parents=True)
        self.clock = DemonstrationClock()
        load_directory(
            data, None, directory(), datetime.now(UTC) + self.clock.offset, clock_offset=round(self.clock.offset.total_seconds())
        )
        self.server = SampleServer(data)
        self.server.start()
        super().__init__(folder, lambda: self.server.url, self.clock)
        self.plugs: dict[str, Plug] = {}
        self.record = ""

    def desktop(self, person: str) -> Desktop:
        """Give the desktop of one person, behind a plug."""
        if person not in self._seats:
            self.plugs[person] = Plug(self.server.url)
            self._seats[person] = Desktop(self.out / "stores" / person, self.plugs[person].url, (), self.clock)
        return self._seats[person]

    def picture(self, window: QWidget, name: str) -> None:
        """Keep a picture where somebody wants them."""
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            settle(0.5)
            self._pictures += 1
            window.grab().save(str(Path(PICTURES) / f"{self._pictures:02d}-{name}.png"))

    def open(self, person: str, step: Step, record: str = "") -> MainWindow:
        """Let somebody open the document once it has come to a step on his machine, and see its pages."""
        window = self.sit(person)
        record = record or self.record
        until(lambda: self.state(window, record) is not None and self.dispatch(window, record).step is step, f"{step} at {person}")
        window.open_record("dispatch", record)
        page = window.current()
        until(lambda: not isinstance(page, RecordPage) or page.model is not None, "pages")
        return window

    def state(self, window: MainWindow, record: str = "") -> Dispatch | None:
        """Read the record as it is on one machine."""
        found = window.client.record("dispatch", record or self.record)
        return found if isinstance(found, Dispatch) else None

    def dispatch(self, window: MainWindow, record: str = "") -> Dispatch:
        """Read a record that is there."""
        found = self.state(window, record)
        assert found is not None
        return found

    def pull(self, window: MainWindow, person: str) -> None:
        """Take a machine off the line."""
        self.plugs[person].pull()
        until(lambda: window.client.status().connection is Connection.OFFLINE, "offline")

    def put_in(self, window: MainWindow, person: str) -> None:
        """Put a machine back and wait until all of it has arrived."""
        self.plugs[person].put_in()
        window.client.sync_now()
        self.delivered(window)

    def delivered(self, window: MainWindow) -> None:
        """Wait until nothing of this machine waits."""
        until(lambda: window.client.status().waiting == 0 and window.client.status().connection is Connection.ONLINE, "delivered")

    def act(self, window: MainWindow, words: str, button: str, done: Callable[[], object]) -> None:
        """Write an opinion where there is one to write, press, and wait for what comes of it."""
        if words:
            write(window, "opinion.edit", words)
        press(window, button)
        until(done, button)

    def stop(self) -> None:
        """End everything."""
        self.finish()
        for plug in self.plugs.values():
            plug.close()
        self.server.stop()


def draft(town: Town) -> None:
    """The drafter imports the text, names the two organs that issue it jointly, and submits it."""
    window = town.sit(DRAFTER)
    path = town.out / "联合通知.json"
    path.write_bytes(encode(TEXT))
    press(window, "nav.new")
    press(window, "begin.empty")
    page = under_the_pen(window)
    page.import_file(path)
    until(page.importing.isVisible, "import read")
    press(window, "import.confirm")
    until(lambda: (found := page.document()) is not None and found.recipients == TEXT.recipients and page.page.model is not None, "laid")
    town.record = page.record
    press(window, "dispatch.submit")
    choose(window, "submit.reviewer", REVIEWER)
    choose(window, "submit.signer", HEAD)
    find(window, Picker, "submit.countersigners").pick([COLLEAGUE])
    find(window, Picker, "submit.partners").pick(["cs", "hn-czt"])
    town.picture(window, "送审-联合行文")
    press(window, "submit.confirm")
    until(lambda: town.dispatch(window).step is Step.REVIEW, "submitted")
    town.delivered(window)


def review(town: Town, words: str) -> MainWindow:
    """The reviewer passes it on to the colleague."""
    window = town.open(REVIEWER, Step.REVIEW)
    town.act(window, words, "dispatch.review", lambda: town.dispatch(window).step is Step.COUNTERSIGN)
    town.delivered(window)
    return window


def late_opinion(town: Town) -> None:
    """The first offline hand: what the colleague wrote offline comes after the reviewer took it back (迟到意见), and is revived."""
    colleague = town.sit(COLLEAGUE)
    reviewer = review(town, "已核。")
    until(lambda: (found := town.state(colleague)) is not None and found.step is Step.COUNTERSIGN, "task at the colleague")
    town.pull(colleague, COLLEAGUE)
    press(reviewer, "dispatch.withdraw")
    until(lambda: town.dispatch(reviewer).step is Step.REVIEW, "withdrawn")
    town.delivered(reviewer)
    colleague.open_record("dispatch", town.record)
    town.act(colleague, "无不同意见。", "dispatch.countersign", lambda: colleague.client.status().waiting > 0)
    town.picture(colleague, "会签-离线")
    town.put_in(colleague, COLLEAGUE)
    until(lambda: any(entry.late for entry in town.dispatch(colleague).course), "late")
    review(town, "再核，无改动。")
    town.open(COLLEAGUE, Step.COUNTERSIGN)
    town.picture(colleague, "迟到意见")
    press(colleague, "dispatch.revive")
    until(lambda: town.dispatch(colleague).step is Step.JOINT, "revived")
    town.delivered(colleague)


def cosigning(town: Town, unit: str, n: int) -> str:
    """Name a co-signing unit's record of a round."""
    return derived_id(f"{town.record}/joint/{unit}/{n}")


def send_back(town: Town) -> None:
    """The bureau sends it back with its reason; the city's case is taken back; the drafter changes the text and submits it again."""
    bureau = town.open(BUREAU, Step.ALLOT, cosigning(town, "hn-czt", 1))
    press(bureau, "dispatch.send_back")
    write(bureau, "send_back.reason", "请在监督检查中写明按季度报送。")
    town.picture(bureau, "联署机关退回")
    press(bureau, "send_back.confirm")
    until(lambda: town.dispatch(bureau, cosigning(town, "hn-czt", 1)).step is Step.SENT_BACK, "sent back")
    town.delivered(bureau)
    city = town.open(CITY, Step.RECALLED, cosigning(town, "cs", 1))
    town.picture(city, "主办机关已收回")
    window = town.open(DRAFTER, Step.DRAFT)
    page = under_the_pen(window)
    town.picture(window, "退回后改稿")
    cursor = page.parts.editor.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    cursor.insertText("检查结果按季度报送。")
    until(lambda: page.document() is not None and "按季度报送" in encode(page.document()).decode(), "changed")
    press(window, "dispatch.submit")
    press(window, "submit.confirm")
    until(lambda: town.dispatch(window).step is Step.REVIEW, "submitted again")
    town.delivered(window)
    review(town, "已核修改稿。")
    colleague = town.open(COLLEAGUE, Step.COUNTERSIGN)
    town.act(colleague, "同意。", "dispatch.countersign", lambda: town.dispatch(colleague).step is Step.JOINT)
    town.delivered(colleague)
    town.leave(COLLEAGUE)
    town.leave(DRAFTER)


def sign_jointly(town: Town) -> None:
    """Both document offices name their heads; both heads sign offline; when their lines are back, the leading unit has both."""
    for unit, office, head in (("cs", CITY, CITY_HEAD), ("hn-czt", BUREAU, BUREAU_HEAD)):
        window = town.open(office, Step.ALLOT, cosigning(town, unit, 2))
        choose(window, "allot.signer", head)
        town.picture(window, f"交办会签-{unit}")
        press(window, "dispatch.allot")
        until(functools.partial(_stands, town, window, cosigning(town, unit, 2), Step.SIGN_OFF), "allotted")
        town.delivered(window)
    heads = [
        (town.open(head, Step.SIGN_OFF, cosigning(town, unit, 2)), head, unit)
        for head, unit in ((CITY_HEAD, "cs"), (BUREAU_HEAD, "hn-czt"))
    ]
    for window, head, unit in heads:
        town.delivered(window)
        town.pull(window, head)
        town.act(window, "同意。", "dispatch.sign", functools.partial(_stands, town, window, cosigning(town, unit, 2), Step.CONSENTED))
        town.picture(window, f"联署签发-离线-{unit}")
    for window, head, _ in heads:
        assert window.client.status().waiting
        town.put_in(window, head)
        town.leave(head)


def _stands(town: Town, window: MainWindow, record: str, step: Step) -> bool:
    return town.dispatch(window, record).step is step


def issue(town: Town) -> None:
    """The leading head signs last; proofread, numbered, sealed."""
    head = town.open(HEAD, Step.SIGN_OFF)
    town.picture(head, "主办机关签发")
    town.act(head, "同意印发。", "dispatch.sign", lambda: town.dispatch(head).step is Step.PROOFREAD)
    town.delivered(head)
    town.leave(HEAD)
    reviewer = town.open(REVIEWER, Step.PROOFREAD)
    town.picture(reviewer, "复核校对")
    press(reviewer, "proof.look")
    town.picture(reviewer, "对照")
    town.act(reviewer, "", "dispatch.proofread", lambda: town.dispatch(reviewer).step is Step.REGISTER)
    town.delivered(reviewer)
    town.leave(REVIEWER)
    registrar = town.open(REGISTRAR, Step.REGISTER)
    town.act(registrar, "", "dispatch.number", lambda: town.dispatch(registrar).number is not None)
    sealer = town.open(SEALER, Step.SEAL)
    town.act(sealer, "", "dispatch.seal", lambda: town.dispatch(sealer).pending == "seals")
    town.delivered(sealer)
    town.picture(sealer, "送联署机关用印")
    seal_jointly(town)
    until(lambda: town.dispatch(sealer).seal is not None, "sealed by all")
    until(lambda: sealer.client.blob(town.dispatch(sealer).seal.sealed) is not None, "sealed file")  # type: ignore[union-attr]
    town.picture(sealer, "用印后")
    town.leave(SEALER)


def seal_jointly(town: Town) -> None:
    """The seal keepers of both units put their own seals on the final file, one of them offline."""
    for unit, keeper in (("cs", "xin-5"), ("hn-czt", "ren-5")):
        case = cosigning(town, unit, 2)
        window = town.open(keeper, Step.CONSENTED, case)
        town.delivered(window)
        until(functools.partial(_looked_at, window), "final looked at")
        if unit == "cs":
            town.pull(window, keeper)
        press(window, "dispatch.seal")
        if unit == "cs":
            until(functools.partial(_pends, town, window, case), "asked offline")
            town.picture(window, "联署机关用印-离线")
            town.put_in(window, keeper)
        until(functools.partial(_has_sealed, town, window, case), "sealed")
        town.picture(window, f"联署机关用印-{unit}")
        town.leave(keeper)


def _looked_at(window: MainWindow) -> bool:
    return "逐字逐版相同" in find(window, QLabel, "record.final").text()


def _pends(town: Town, window: MainWindow, record: str) -> bool:
    return town.dispatch(window, record).pending == "seal"


def _has_sealed(town: Town, window: MainWindow, record: str) -> bool:
    asked = town.dispatch(window, record).seal_asked
    return asked is not None and asked.answer == "sealed"


def distribute(town: Town) -> None:
    """It goes to fourteen units; one refuses at its window, the others sign; a fifteenth is sent it afterwards."""
    registrar = town.open(REGISTRAR, Step.DISTRIBUTE)
    find(registrar, Picker, "distribute.units").pick(RECEIVERS)
    write(registrar, "distribute.naming", "市州和有关单位")
    press(registrar, "distribute.save_group")
    town.picture(registrar, "分发")
    town.act(registrar, "", "dispatch.distribute", lambda: town.dispatch(registrar).step is Step.FOLLOW)
    town.delivered(registrar)
    bureau = town.sit(BUREAU)
    receipt = derived_id(f"{town.record}/hn-czt")
    until(lambda: bureau.client.record("receipt", receipt) is not None, "receipt")
    bureau.open_record("receipt", receipt)
    press(bureau, "receipt.refuse")
    write(bureau, "refuse.reason", "缺附件，请补送。")
    town.picture(bureau, "拒收")
    press(bureau, "refuse.confirm")
    town.delivered(bureau)
    city = town.sit(CITY)
    receipt = derived_id(f"{town.record}/cs")
    until(lambda: city.client.record("receipt", receipt) is not None, "receipt")
    city.open_record("receipt", receipt)
    press(city, "receipt.sign_for")
    town.delivered(city)
    for unit in ("hn", *MORE):
        sign_for(town, unit)
    until(lambda: _counts(town, registrar) == {"signed_for": 13, "refused": 1}, "ledger")
    registrar.open_record("dispatch", town.record)
    registrar.trigger("dispatch.supplement")
    find(registrar, Picker, "supplement.units").pick([ADDED])
    write(registrar, "supplement.reason", "漏发，补送。")
    town.picture(registrar, "补发")
    press(registrar, "supplement.confirm")
    until(lambda: len(town.dispatch(registrar).ledger) == len(RECEIVERS) + 1, "supplemented")
    town.delivered(registrar)
    sign_for(town, ADDED)
    until(lambda: _counts(town, registrar) == {"signed_for": 14, "refused": 1}, "ledger after")
    page = registrar.current()
    assert isinstance(page, RecordPage)
    for at, name in ((7, "分发台账"), (3, "意见与过程"), (1, "处理单"), (2, "流程图")):
        page.tabs.setCurrentIndex(at)
        town.picture(registrar, name)


def _counts(town: Town, window: MainWindow) -> dict[str, int]:
    states = [entry.state for entry in town.dispatch(window).ledger]
    return {state: states.count(state) for state in states}


def sign_for(town: Town, unit: str) -> None:
    """Somebody of a unit whose window nobody looks at signs for it."""
    n = Actor(town.server.url, f"{unit}-w")
    receipt = derived_id(f"{town.record}/{unit}")
    until(lambda: any(change.id == receipt for change in n.pull().changes), f"receipt at {unit}")
    n.must(receipt, r.SignFor(), "receipt")
    n.close()
