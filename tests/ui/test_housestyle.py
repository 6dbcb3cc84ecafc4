"""单位版式 in the real window: tried on the page, adopted for the unit, read-only for others, handed on as a file (issue 3)."""

from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QLineEdit, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.core.notices import Connection
from xzt.docs.checks.profiles import read_profile
from xzt.docs.layout.pages import PageModel
from xzt.office.profile import STANDARD, Profile
from xzt.ui.pages.housestyle import StylePage
from xzt.ui.window import MainWindow


def page_of(window: MainWindow) -> StylePage:
    window.resize(1440, 900)
    window.show_page("settings")
    child(window, QPushButton, "settings.style").click()
    page = window.current()
    assert isinstance(page, StylePage)
    until(page.view.count)
    return page


def in_front(window: MainWindow) -> None:
    window.activateWindow()
    until(window.isActiveWindow)


def words(page: StylePage, name: str) -> str:
    return child(page, QLabel, name).text()


def adopted(window: MainWindow) -> Profile:
    return window.client.unit_profile()


def test_a_choice_is_tried_on_the_page_and_adopted_by_key(stage: Stage, qtbot: QtBot) -> None:
    """Nothing holds before it is adopted; then it does on this machine at once, and on the others."""
    registrar, clerk = stage.window("wu-1"), stage.window("jia-1")
    page = page_of(registrar)
    shown: list[PageModel] = []
    page.layouter.laid.connect(shown.append)
    child(page, QCheckBox, "style.bold_third").click()
    until(lambda: shown and any(run.bold for run in shown[-1].pages[0].runs + shown[-1].pages[1].runs))
    assert words(page, "style.bold_third.mark") == "本单位自定"
    assert words(page, "style.departures") == "与国标的规定和推荐一致。"
    child(page, QCheckBox, "style.pitch.fixed").click()
    child(page, QDoubleSpinBox, "style.pitch").setValue(33)
    assert words(page, "style.pitch.mark") == "与国标不同"
    assert "固定行距：33磅" in words(page, "style.departures")
    assert adopted(registrar) == STANDARD
    child(page, QLineEdit, "style.words").setText("按本省要求")
    in_front(registrar)
    QTest.keyClick(registrar, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wanted = Profile(bold_third=True, pitch=33.0)
    until(lambda: adopted(registrar) == wanted)
    until(lambda: words(page, "style.edition").startswith("第1版，") and "说明：按本省要求" in words(page, "style.edition"))
    assert not page.changed
    until(lambda: adopted(clerk) == wanted)
    clerk.show_page("settings")
    assert "固定行距：33磅" in child(clerk, QLabel, "settings.style.edition").text()


def test_others_see_it_and_read_why(stage: Stage, qtbot: QtBot) -> None:
    page = page_of(stage.window("jia-1"))
    assert child(page, QLabel, "style.why").isVisible()
    assert "由本单位的文书设定" in words(page, "style.why")
    for name in ("style.adopt", "style.standard", "style.import"):
        assert not child(page, QPushButton, name).isEnabled()
    for kind, name in ((QCheckBox, "style.bold_third"), (QComboBox, "style.red"), (QDoubleSpinBox, "style.top_margin")):
        assert not child(page, kind, name).isEnabled(), name
    assert child(page, QPushButton, "style.export").isEnabled()


def test_ready_made_ones_the_standard_again_and_what_is_not_adopted(stage: Stage, qtbot: QtBot) -> None:
    window = stage.window("wu-1")
    page = page_of(window)
    preset = child(page, QComboBox, "style.preset")
    at = preset.findText("页码居中，首页不编页码")
    preset.setCurrentIndex(at)
    preset.activated.emit(at)
    assert page.profile == Profile(centred_numbers=True, first_number=False)
    window.show_page("desk")
    window.show_page("style")
    assert page.profile == Profile(centred_numbers=True, first_number=False), "what is not adopted stays"
    child(page, QPushButton, "style.centred_numbers.restore").click()
    assert page.profile == Profile(first_number=False)
    child(page, QPushButton, "style.standard").click()
    assert page.profile == STANDARD
    assert not page.changed
    child(page, QCheckBox, "style.mirrored").click()
    in_front(window)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert page.profile == STANDARD


def test_the_form_of_the_choice_is_shown(stage: Stage, qtbot: QtBot) -> None:
    page = page_of(stage.window("wu-1"))
    child(page, QDoubleSpinBox, "style.double_thick").setValue(1.0)
    assert child(page, QComboBox, "style.form").currentText() == "信函"
    child(page, QDoubleSpinBox, "style.red_line").setValue(1.0)
    assert child(page, QComboBox, "style.form").currentText() == "普通公文"


def test_it_goes_from_unit_to_unit_as_a_file(stage: Stage, qtbot: QtBot, tmp_path: Path) -> None:
    """A province hands its profile to its counties; what is no profile changes nothing and says so."""
    page = page_of(stage.window("wu-1"))
    child(page, QCheckBox, "style.latin_face").click()
    path = tmp_path / "省的版式.json"
    page.write(path)
    until(path.exists)
    assert read_profile(path.read_bytes()).profile == Profile(latin_face=True)
    county = stage.window("xin-1")
    other = page_of(county)
    (tmp_path / "wrong.json").write_text('{"format":"xzt-profile-1","profile":{"left_margn":3}}')
    other.read(tmp_path / "wrong.json")
    until(lambda: "left_margn" in child(county, QLabel, "strip.words").text())
    assert other.profile == STANDARD
    other.read(path)
    until(lambda: other.profile == Profile(latin_face=True))
    child(other, QPushButton, "style.adopt").click()
    until(lambda: adopted(county) == Profile(latin_face=True))


def test_two_registrars_apart(stage: Stage, qtbot: QtBot) -> None:
    """Who comes second finds his choices under needs attention and can take them up again on the newer edition."""
    first, second = stage.window("wu-1"), stage.window("wu-2")
    one, two = page_of(first), page_of(second)
    stage.server.stop()
    until(lambda: {window.client.status().connection for window in (first, second)} == {Connection.OFFLINE})
    child(one, QCheckBox, "style.bold_third").click()
    child(one, QPushButton, "style.adopt").click()
    child(two, QCheckBox, "style.latin_face").click()
    child(two, QPushButton, "style.adopt").click()
    until(lambda: adopted(second) == Profile(latin_face=True))
    stage.server.start()
    first.client.sync_now()
    until(lambda: first.client.status().connection is Connection.ONLINE and first.client.status().waiting == 0)
    second.client.sync_now()
    until(second.client.attention)
    until(lambda: adopted(second) == Profile(bold_third=True))
    second.show_page("attention")
    assert child(second, QLabel, "attention.0.words").text() == "字母数字用西文字体：是"
    child(second, QPushButton, "attention.0.open").click()
    assert second.current() is two
    child(two, QPushButton, "style.kept.take").click()
    assert two.profile == Profile(latin_face=True)
    child(two, QPushButton, "style.adopt").click()
    until(lambda: adopted(first) == Profile(latin_face=True))


def test_another_edition_while_one_chooses(stage: Stage, qtbot: QtBot) -> None:
    """It is said; what one chose stays, and is adopted only after one has said so."""
    first, second = stage.window("wu-1"), stage.window("wu-2")
    one, two = page_of(first), page_of(second)
    child(two, QCheckBox, "style.latin_face").click()
    child(one, QCheckBox, "style.bold_third").click()
    child(one, QPushButton, "style.adopt").click()
    until(lambda: child(two, QPushButton, "style.over").isVisible())
    assert two.profile == Profile(latin_face=True)
    child(two, QPushButton, "style.adopt").click()
    until(lambda: "别人已经改过单位版式" in child(second, QLabel, "strip.words").text())
    child(two, QPushButton, "style.over").click()
    assert not child(two, QPushButton, "style.over").isVisible()
    child(two, QPushButton, "style.adopt").click()
    until(lambda: adopted(first) == Profile(latin_face=True))


def test_the_wheel_scrolls_and_changes_nothing(stage: Stage, qtbot: QtBot) -> None:
    page = page_of(stage.window("wu-1"))
    spin, area = child(page, QDoubleSpinBox, "style.top_margin"), child(page, QScrollArea, "style.scroll")
    page.setFocus()
    middle = QPointF(spin.rect().center())
    wheel = QWheelEvent(
        middle,
        QPointF(spin.mapToGlobal(spin.rect().center())),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003  Qt's own signature
    )
    QApplication.sendEvent(spin, wheel)
    assert page.profile == STANDARD
    assert area.verticalScrollBar().value() >= 0


def test_everything_has_a_name_and_nothing_is_cut(stage: Stage, qtbot: QtBot) -> None:
    """AE-25, AE-26, with every choice otherwise than the standard."""
    window = stage.window("wu-1")
    page = page_of(window)
    page._try(Profile(pitch=33.0, centred_numbers=True, bold_third=True, red="#B01020", double_on="text", urgency_line=2), "样例")
    until(page.view.count)
    assert nameless(window) == []
    assert unnamed_objects(window) == []
    assert clipped(window) == []
    assert child(page, QComboBox, "style.red").currentText() == "#B01020"
