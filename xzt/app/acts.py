"""The acts of the headless demonstration, in the order of the document's life. Each is what one person does at the screen."""

import functools
import shutil
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLabel, QSpinBox

from xzt.app.sample_server import SampleServer
from xzt.app.stage import Stage, choose, find, press, settle, under_the_pen, until, write
from xzt.client.documents import ROOT_ENDING
from xzt.core.errors import Trouble
from xzt.core.notices import Connection
from xzt.office.dispatch.state import Dispatch, Step
from xzt.office.receipt.state import Receipt
from xzt.office.receipt.state import Step as ReceiptStep
from xzt.ui.pages.archive import ArchivePage
from xzt.ui.pages.housestyle import StylePage
from xzt.ui.pages.lists import ListPage
from xzt.ui.pages.record import RecordPage
from xzt.ui.widgets.people import Picker
from xzt.ui.window import MainWindow

CLERK, REVIEWER, SIGNER = "jia-1", "yi-1", "ding-1"
COUNTERSIGNERS = ("bing-1", "bing-2")
REGISTRAR, OTHER_REGISTRAR, SEAL_KEEPER, ARCHIVIST = "wu-1", "wu-2", "ji-1", "geng-1"
CITY, BUREAU = "cs", "hn-czt"
CITY_REGISTRAR, CITY_LEADER, CITY_HANDLER, CITY_READER = "xin-1", "xin-2", "xin-3", "xin-4"
BUREAU_REGISTRAR, BUREAU_LEADER = "ren-1", "ren-2"


def draft(stage: Stage, notice: Path) -> str:
    """The clerk signs in (first with a wrong password), imports the notice, mends what the checker finds, and sends it for review."""
    _wrong_password(stage)
    window = stage.sit(CLERK)
    client = window.client
    with stage.step(client, "登录本机，建立加密文件库"):
        _online(window)
    stage.picture(window, "工作台")
    with stage.step(client, "导入通知和所附方案"):
        press(window, "nav.new")
        press(window, "begin.empty")
        page = under_the_pen(window)
        page.import_file(notice)
        until(page.importing.isVisible, "import read")
        press(window, "import.confirm")
        until(lambda: len(page.checks.findings) > 500 and page.page.model is not None and len(page.page.model.pages) > 20, "draft laid")
    settle(0.8)  # a person reads the list first; the checker has seen the whole text by then
    window.strip.hide()  # what was said of the import has been read
    stage.picture(window, "拟稿")
    with stage.step(client, "校对，修改半角标点"):
        press(window, "draft.mend")
        stage.picture(window, "校对")
        press(window, "mend.confirm")
        until(lambda: not any(found.fix is not None for found in page.checks.findings), "mended")
    stage.picture(window, "校对后")
    with stage.step(client, "送审：选定核稿、会签、签发人"):
        press(window, "dispatch.submit")
        choose(window, "submit.reviewer", REVIEWER)
        choose(window, "submit.signer", SIGNER)
        find(window, Picker, "submit.countersigners").pick(COUNTERSIGNERS)
        stage.picture(window, "送审")
        press(window, "submit.confirm")
        until(lambda: client.count("mine") == 1 and _dispatch(window, client.rows("mine")[0].id).step is Step.REVIEW, "submitted")
    record = client.rows("mine")[0].id
    _delivered(window, record)
    stage.leave(CLERK)
    return record


def review_offline(stage: Stage, record: str, server: SampleServer) -> None:
    """The reviewer has received the draft; the server stops; she passes it all the same; the server comes back and has it."""
    window = stage.sit(REVIEWER)
    client = window.client
    with stage.step(client, "登录，收到待办"):
        _arrived(window, record, Step.REVIEW)
    server.stop()
    until(lambda: client.status().connection is Connection.OFFLINE, "offline")
    with stage.step(client, "核稿（服务器已停止）"):
        window.open_record("dispatch", record)
        _laid(window)
        write(window, "opinion.edit", "拟同意，请相关处会签。")
        stage.picture(window, "核稿-离线")
        press(window, "dispatch.review")
        until(lambda: _dispatch(window, record).step is Step.COUNTERSIGN, "review")
    if client.status().waiting == 0:
        raise Trouble("journey_stuck", what="nothing waits while offline")
    window.show_page("todo")
    stage.picture(window, "待办-离线")
    server.start()
    client.sync_now()
    with stage.step(client, "服务器恢复，核稿意见送达"):
        _delivered(window, record)
    stage.leave(REVIEWER)


def countersign(stage: Stage, record: str) -> None:
    """Two offices countersign in parallel."""
    windows = [stage.sit(person) for person in COUNTERSIGNERS]
    for window in windows:
        _arrived(window, record, Step.COUNTERSIGN)
    for window, words in zip(windows, ("无意见。", "建议督促各市州按期报送进展，其他无意见。"), strict=True):
        with stage.step(window.client, "会签"):
            window.open_record("dispatch", record)
            write(window, "opinion.edit", words)
            press(window, "dispatch.countersign")
            until(functools.partial(_has_said, window, record), "said")
            _delivered(window, record)
    stage.picture(windows[-1], "会签")
    for person in COUNTERSIGNERS:
        stage.leave(person)


def sign_off(stage: Stage, record: str) -> None:
    """The leader reads the page and signs it off."""
    window = stage.sit(SIGNER)
    _arrived(window, record, Step.SIGN_OFF)
    window.show_page("desk")
    stage.picture(window, "工作台-有待办")
    window.open_record("dispatch", record)
    _laid(window)
    write(window, "opinion.edit", "同意印发。")
    stage.picture(window, "签发")
    with stage.step(window.client, "签发（SM2 签名）"):
        press(window, "dispatch.sign")
        until(lambda: _dispatch(window, record).step is Step.PROOFREAD, "signed off")
        _delivered(window, record)
    stage.leave(SIGNER)


def proofread(stage: Stage, record: str) -> None:
    """The final is held against the signed text before it is numbered (DOC-11)."""
    window = stage.sit(REVIEWER)
    _arrived(window, record, Step.PROOFREAD)
    window.open_record("dispatch", record)
    _laid(window)
    until(lambda: "一致" in find(window, QLabel, "proof.found").text(), "proof")
    stage.picture(window, "复核校对")
    with stage.step(window.client, "复核校对"):
        press(window, "dispatch.proofread")
        until(lambda: _dispatch(window, record).step is Step.REGISTER, "proofread")
        _delivered(window, record)
    stage.leave(REVIEWER)


def number_against_a_return(stage: Stage, record: str, server: SampleServer) -> None:
    """Two registrars act on one step: one gives it back while offline, the other numbers it; one act counts, the other is shown."""
    other = stage.sit(OTHER_REGISTRAR)
    _arrived(other, record, Step.REGISTER)
    server.stop()
    until(lambda: other.client.status().connection is Connection.OFFLINE, "offline")
    with stage.step(other.client, "退回核稿（离线，与另一文书同时办理）"):
        other.open_record("dispatch", record)
        press(other, "dispatch.return")
        choose(other, "return.step", Step.REVIEW)
        write(other, "return.reason", "附件第十二项单位名称请再核对。")
        press(other, "return.confirm")
        until(lambda: _dispatch(other, record).step is Step.REVIEW, "returned")
    stage.leave(OTHER_REGISTRAR)
    server.start()
    window = stage.sit(REGISTRAR)
    _arrived(window, record, Step.REGISTER)
    window.open_record("dispatch", record)
    with stage.step(window.client, "编号（文号由服务器给出）"):
        press(window, "dispatch.number")
        until(lambda: _dispatch(window, record).number is not None, "number")
    stage.picture(window, "编号")
    other = stage.sit(OTHER_REGISTRAR)
    with stage.step(other.client, "再次解锁，得知退回未生效"):
        until(lambda: bool(other.client.attention()), "attention")
        other.show_page("attention")
    stage.picture(other, "需处理")
    stage.leave(OTHER_REGISTRAR)


def seal(stage: Stage, record: str) -> None:
    """The seal keeper has the server seal exactly the final file."""
    window = stage.sit(SEAL_KEEPER)
    _arrived(window, record, Step.SEAL)
    window.open_record("dispatch", record)
    with stage.step(window.client, "用印（电子印章）"):
        press(window, "dispatch.seal")
        until(lambda: _dispatch(window, record).seal is not None, "seal")
        found = _dispatch(window, record).seal
        until(lambda: found is not None and window.client.blob(found.sealed) is not None, "sealed file")
    _laid(window)
    stage.picture(window, "用印后")
    stage.leave(SEAL_KEEPER)


def distribute(stage: Stage, record: str) -> None:
    """The registrar sends it to two units."""
    window = stage.sit(REGISTRAR)
    _arrived(window, record, Step.DISTRIBUTE)
    window.open_record("dispatch", record)
    with stage.step(window.client, "分发到两个单位"):
        find(window, Picker, "distribute.units").pick([CITY])
        find(window, Picker, "distribute.copies").pick([BUREAU])
        stage.picture(window, "分发")
        press(window, "dispatch.distribute")
        until(lambda: _dispatch(window, record).step is Step.FOLLOW, "distributed")
        _delivered(window, record)


def receive(stage: Stage) -> None:
    """The city registers, circulates and handles it; the bureau registers and circulates it."""
    _register(
        stage, CITY_REGISTRAR, "拟请业务科办理，档案室阅。", handler=CITY_HANDLER, readers=(CITY_READER,), leader=CITY_LEADER, shot="收文"
    )
    _instruct(stage, CITY_LEADER, "请业务科按通知要求抓紧落实。")
    _read(stage, CITY_READER, "已阅。")
    handler = stage.sit(CITY_HANDLER)
    until(lambda: handler.client.count("todo") == 1, "handler")
    row = handler.client.rows("todo")[0]
    handler.open_record("receipt", row.id)
    write(handler, "opinion.edit", "已转发各区县，明确分管负责人和牵头单位。")
    with stage.step(handler.client, "承办并报结果"):
        press(handler, "receipt.handle")
        until(lambda: bool(_receipt(handler, row.id).result), "handled")
        _delivered(handler, row.id, "receipt")
    stage.leave(CITY_HANDLER)
    registrar = stage.sit(CITY_REGISTRAR)
    until(lambda: bool(_receipt(registrar, row.id).result) and all(r.read for r in _receipt(registrar, row.id).readings), "all read")
    registrar.open_record("receipt", row.id)
    with stage.step(registrar.client, "收文办结"):
        press(registrar, "receipt.close")
        until(lambda: _receipt(registrar, row.id).step is ReceiptStep.CLOSED, "closed")
    stage.picture(registrar, "收文办结")
    stage.leave(CITY_REGISTRAR)
    _register(stage, BUREAU_REGISTRAR, "请领导阅知。", handler="", readers=(BUREAU_LEADER,), shot="抄送收文")
    _read(stage, BUREAU_LEADER, "已阅。")
    stage.leave(BUREAU_REGISTRAR)


def adopt_style(stage: Stage) -> None:
    """The registrar chooses the unit's page profile; what was submitted before keeps its page."""
    window = stage.sit(REGISTRAR)
    with stage.step(window.client, "选定单位版式（已送审的公文不变）"):
        window.show_page("style")
        page = window.current()
        if not isinstance(page, StylePage):
            raise Trouble("journey_stuck", what="style")
        box = find(window, QComboBox, "style.preset")
        box.activated.emit(box.count() - 2)
        until(lambda: page.changed and page.view.count() > 0, "specimen")
        window.strip.hide()
        stage.picture(window, "单位版式")
        press(window, "style.adopt")
        until(lambda: window.client.house_style() is not None, "adopted")


def close_and_archive(stage: Stage, record: str, out: Path) -> None:
    """The registrar ends the matter, the archivist archives it and makes the package."""
    window = stage.sit(REGISTRAR)
    until(lambda: all(entry.state == "signed_for" for entry in _dispatch(window, record).ledger), "ledger")
    window.open_record("dispatch", record)
    stage.picture(window, "分发台账")
    with stage.step(window.client, "发文办结"):
        press(window, "dispatch.close")
        until(lambda: _dispatch(window, record).step is Step.CLOSED, "closed")
        _delivered(window, record)
    stage.leave(REGISTRAR)
    archivist = stage.sit(ARCHIVIST)
    _arrived(archivist, record, Step.CLOSED)
    with stage.step(archivist.client, "归档（档号由服务器给出）"):
        archivist.show_page("archive")
        press(archivist, "archive.give")
        until(lambda: _dispatch(archivist, record).archival is not None, "code")
        _delivered(archivist, record)
    page = archivist.current()
    if not isinstance(page, ArchivePage):
        raise Trouble("journey_stuck", what="archive")
    with stage.step(archivist.client, "制作归档包并检测"):
        page.enter()
        page.make_package(out)
        until(page.outcome.isVisible, "package")
    stage.picture(archivist, "归档")


def export(stage: Stage, record: str, out: Path) -> None:
    """The archivist exports the document as files; the OFD is the sealed one."""
    window = stage.sit(ARCHIVIST)
    window.open_record("dispatch", record)
    page = window.current()
    if not isinstance(page, RecordPage):
        raise Trouble("journey_stuck", what="record")
    _laid(window)
    folder = out / "export"
    folder.mkdir(exist_ok=True)
    with stage.step(window.client, "导出 PDF、OFD、DOCX"):
        page.export_to(folder)
        until(lambda: len(list(folder.iterdir())) == 4, "export")
    stage.picture(window, "归档后的公文")
    for tab, name in ((1, "处理单"), (2, "流程图"), (3, "意见与过程"), (4, "附件和文件")):
        page.tabs.setCurrentIndex(tab)
        stage.picture(window, name)
    page.tabs.setCurrentIndex(0)
    _preview(stage, window)
    window.show_page("settings")
    stage.picture(window, "设置")
    for path in folder.iterdir():
        ending = ROOT_ENDING if path.name.endswith(ROOT_ENDING) else path.suffix
        path.replace(out / f"document{ending}")
    shutil.rmtree(folder)


def _preview(stage: Stage, window: MainWindow) -> None:
    """Look at the paper before it is printed, document and handling sheet, two pages side by side."""
    from xzt.ui.printdialog import PrintDialog

    window.trigger("page.print")
    dialog = find(window, PrintDialog, "print")
    press(dialog, "print.part.sheet")
    press(dialog, "print.page.two")
    until(lambda: dialog.settled and not dialog.looking, "print preview")
    stage.picture(dialog, "打印预览")
    dialog.reject()


def _wrong_password(stage: Stage) -> None:
    unlock = stage.desktop(CLERK).show_unlock()
    stage.picture(unlock, "登录")
    write(unlock, "signin.person", CLERK)
    write(unlock, "signin.password", "wrong")
    unlock.agreed.setChecked(True)
    press(unlock, "signin.open")
    until(lambda: unlock.stack.isEnabled() and unlock.words.isVisible(), "wrong password said")
    stage.picture(unlock, "密码不对")
    unlock.close()


def _register(stage: Stage, person: str, opinion: str, *, handler: str, readers: tuple[str, ...], shot: str, leader: str = "") -> None:
    window = stage.sit(person)
    until(lambda: window.client.count("todo") == 1, "arrival")
    row = window.client.rows("todo")[0]
    until(lambda: window.client.blob(_receipt(window, row.id).source.file) is not None, "sealed file")
    window.open_record("receipt", row.id)
    _laid(window)
    stage.picture(window, shot)
    with stage.step(window.client, "签收"):
        press(window, "receipt.sign_for")
        until(lambda: _receipt(window, row.id).step is ReceiptStep.REGISTER, "signed for")
    with stage.step(window.client, "登记（收文号由服务器给出）"):
        press(window, "receipt.register")
        until(lambda: _receipt(window, row.id).number is not None, "receipt number")
    with stage.step(window.client, "拟办，送承办和传阅"):
        write(window, "propose.opinion.edit", opinion)
        if handler:
            choose(window, "propose.handler", handler)
            find(window, QSpinBox, "propose.days").setValue(5)
        if leader:
            choose(window, "propose.leader", leader)
        find(window, Picker, "propose.readers").pick(readers)
        stage.picture(window, f"{shot}-拟办")
        press(window, "receipt.propose")
        until(lambda: _receipt(window, row.id).step in {ReceiptStep.INSTRUCT, ReceiptStep.HANDLE}, "proposed")


def _instruct(stage: Stage, person: str, words: str) -> None:
    window = stage.sit(person)
    until(lambda: window.client.count("todo") == 1, "to instruct")
    row = window.client.rows("todo")[0]
    window.open_record("receipt", row.id)
    _laid(window)
    write(window, "opinion.edit", words)
    stage.picture(window, "批示")
    with stage.step(window.client, "领导批示"):
        press(window, "receipt.instruct")
        until(lambda: _receipt(window, row.id).step is ReceiptStep.HANDLE, "instructed")
    _delivered(window, row.id, "receipt")
    stage.leave(person)


def _read(stage: Stage, person: str, words: str) -> None:
    window = stage.sit(person)
    until(lambda: window.client.count("toread") == 1, "to read")
    row = window.client.rows("toread")[0]
    window.show_page("toread")
    page = window.current()
    until(lambda: isinstance(page, ListPage) and page.preview.model is not None, "preview")
    stage.picture(window, "待阅")
    window.open_record("receipt", row.id)
    _laid(window)
    write(window, "opinion.edit", words)
    with stage.step(window.client, "阅文"):
        press(window, "receipt.read")
        until(lambda: window.client.count("toread") == 0, "read")
    stage.picture(window, "阅文")
    _delivered(window, row.id, "receipt")
    stage.leave(person)


def _dispatch(window: MainWindow, record: str) -> Dispatch:
    state = window.client.record("dispatch", record)
    if not isinstance(state, Dispatch):
        raise Trouble("journey_stuck", what="dispatch")
    return state


def _has_said(window: MainWindow, record: str) -> bool:
    return not any(task.holder == f"p:{window.client.identity.person}" for task in _dispatch(window, record).tasks)


def _receipt(window: MainWindow, record: str) -> Receipt:
    state = window.client.record("receipt", record)
    if not isinstance(state, Receipt):
        raise Trouble("journey_stuck", what="receipt")
    return state


def _online(window: MainWindow) -> None:
    until(lambda: window.client.status().connection is Connection.ONLINE, "online")


def _arrived(window: MainWindow, record: str, step: Step) -> None:
    client = window.client
    until(
        lambda: isinstance(state := client.record("dispatch", record), Dispatch) and state.step is step, f"{step} at {client.identity.name}"
    )


def _delivered(window: MainWindow, record: str, kind: str = "dispatch") -> None:
    until(lambda: not window.client.waiting(kind, record), "delivered")


def _laid(window: MainWindow) -> None:
    page = window.current()
    until(lambda: isinstance(page, RecordPage) and page.model is not None, "pages")
