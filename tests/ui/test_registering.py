"""登记 on the screen: a document on paper is registered by hand, and the same one is warned of before (RCV-02, RCV-03, N6)."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton

from tests.signing.test_pdf import by_cryptography
from tests.ui.stage import Stage, child, until
from xzt.office.receipt.state import Receipt
from xzt.ui.pages.entering import EnteringPage
from xzt.ui.pages.record import RecordPage
from xzt.ui.pages.registering import RegisterForm, day_typed
from xzt.ui.window import MainWindow


def fill(window: MainWindow, number: str, scan: Path | None = None) -> EnteringPage:
    window.show_page("receipts")
    child(window.current(), QPushButton, "receipts.enter").click()
    page = window.current()
    assert isinstance(page, EnteringPage)
    if scan is not None:
        page.take_file(scan)
        until(lambda: page.file.text() == scan.name)
    page.fields.organ.setText("示例市人民政府")
    page.fields.number.setText(number)
    page.fields.title.setPlainText("关于样例事项的通知")
    page.fields.date.setText("2022年3月2日")
    page.fields.pages.setValue(4)
    return page


def registered(window: MainWindow) -> Receipt:
    until(lambda: isinstance(window.current(), RecordPage))
    page = window.current()
    assert isinstance(page, RecordPage)
    until(lambda: isinstance(page.state, Receipt) and page.state.number is not None)
    assert isinstance(page.state, Receipt)
    return page.state


def test_rcv_02_paper_is_registered_by_hand_and_rcv_03_not_twice_unseen(stage: Stage) -> None:
    """RCV-02, RCV-03: registered with its scan; the number in other brackets is warned of, with the way to the first, then a reason."""
    scan = stage.folder / "扫描件.png"
    scan.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    window = stage.window("wu-1")
    child(fill(window, "示政发﹝2022﹞07号", scan), QPushButton, "enter.register").click()
    state = registered(window)
    assert state.registration is not None
    assert (state.registration.number, state.registration.normal) == ("示政发﹝2022﹞07号", "示政发〔2022〕7号")
    assert (state.registration.date, state.registration.pages) == ("2022-03-02", 4)
    assert [file.name for file in state.source.attached] == ["扫描件.png"]
    first = window.client.rows("receipts")[0].id

    page = fill(window, "示政发(2022)7号")
    until(lambda: page.warning.found)
    assert [one.record for one in page.warning.found] == [first]
    assert child(page, QPushButton, "enter.duplicate0").isEnabled()
    child(page, QPushButton, "enter.register").click()
    until(lambda: isinstance(window.current(), RecordPage) and window.current().record != first)  # type: ignore[attr-defined]
    again = window.current()
    assert isinstance(again, RecordPage)
    form = again.forms["register"]
    assert isinstance(form, RegisterForm)
    until(lambda: form.warning.found)
    form.warning.reason.setText("补收正本")
    again.trigger("record.primary")
    state = registered(window)
    assert (state.like, state.number is not None and state.number.sequence) == ((first,), 2)


def test_rcv_06_what_was_changed_after_signing_is_registered_only_with_a_reason(stage: Stage) -> None:
    """RCV-06: a signed PDF with a changed byte: red, who signed, why not; no number without a reason, which then stays in sight."""
    scan = stage.folder / "来文.pdf"
    scan.write_bytes(by_cryptography(generate_private_key(SECP256R1())).replace(b"842", b"843"))
    window = stage.window("wu-1")
    page = fill(window, "示政发〔2022〕8号", scan)
    assert child(page, QLineEdit, "enter.despite").isVisible()
    assert child(page, QLabel, "enter.verdict.line2").text() == "Sample Organ 的签名：签名之后，文件被改动"
    child(page, QPushButton, "enter.register").click()
    until(lambda: isinstance(window.current(), RecordPage))
    shown = window.current()
    assert isinstance(shown, RecordPage)
    until(lambda: "核验不通过" in window.strip.words.text())
    child(shown, QLineEdit, "register.despite").setText("来文单位来电确认，正本随后送到")
    shown.trigger("record.primary")
    assert registered(window).despite == "来文单位来电确认，正本随后送到"
    kept = "仍予登记的理由：来文单位来电确认，正本随后送到"
    until(lambda: any(kept in line.text() for line in shown.findChildren(QLabel, "related.verdict") if line.isVisible()))


def test_dates_as_people_type_them() -> None:
    """Dates are typed in many ways; what is none is left for the rules to refuse."""
    assert [day_typed(text) for text in ("2022年3月2日", "2022.3.2", "2022-03-02", "三月")] == ["2022-03-02"] * 3 + ["三月"]
