"""The line over the page: what fonts did to it, with the way to the text (PRN-02, AE-22)."""

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.docs.conftest import ISSUED
from tests.docs.test_pages import plain
from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.layout.pages import Place
from xzt.docs.model import Paragraph
from xzt.ui import fontnotice
from xzt.ui.pagepane import PagePane
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pageview import PageView

UNCOVERED = "\U0003134f"
"""A character that neither the shipped fonts nor Noto have."""


@pytest.fixture
def pane(look: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> PagePane:
    monkeypatch.setattr(fontnotice, "_put_away", set())
    made = PagePane(PageView("page"))
    qtbot.addWidget(made)
    made.resize(560, 700)
    made.show()
    return made


def test_substitutes_are_said_once_and_can_be_put_away(pane: PagePane) -> None:
    model = lay_out(plain(blocks=(Paragraph("请研究。"),)), ISSUED, FontBook(system=False))
    assert pane.fonts.isHidden()
    pane.view.show_pages(model)
    assert pane.fonts.isVisible()
    assert "本机没有“仿宋_GB2312”等" in pane.fonts.words.text()
    pane.fonts.more.click()
    assert pane.fonts.list.isVisible()
    QApplication.processEvents()
    assert (nameless(pane), unnamed_objects(pane), clipped(pane)) == ([], [], [])
    pane.fonts.away.click()
    assert pane.fonts.isHidden()
    pane.view.show_pages(None)
    pane.view.show_pages(model)
    assert pane.fonts.isHidden()


def test_a_character_that_nothing_covers_leads_to_its_place(pane: PagePane) -> None:
    """It cannot be put away; when the text is mended the line goes."""
    fonts = FontBook(system=False)
    model = lay_out(plain(blocks=(Paragraph("请研究。"), Paragraph(f"任命王{UNCOVERED}为处长。"))), ISSUED, fonts)
    pane.view.show_pages(model)
    assert f"有1个字没有字体能显示：{UNCOVERED}" in pane.fonts.words.text()
    assert not pane.fonts.away.isVisible()
    pane.fonts.more.click()
    picked: list[Place] = []
    pane.view.picked.connect(picked.append)
    lost = child(pane, QPushButton, "page.fonts.lost.0")
    assert "U+3134F" in lost.text()
    lost.click()
    assert picked == [Place("body", 1, 3)]
    pane.view.show_pages(lay_out(plain(blocks=(Paragraph("请研究。"),)), ISSUED, fonts))
    assert "没有字体能显示" not in pane.fonts.words.text()


def test_in_the_window_it_leads_into_the_text_and_the_checks_are_told(stage: Stage, qtbot: QtBot) -> None:
    """The checks are told what the pages lack (L05) while the text is under the pen."""
    window = stage.window("jia-1")
    document = plain(title="关于任职的通知", blocks=(Paragraph(f"任命王{UNCOVERED}为处长。"),))
    window.client.start_draft(document).result(60)
    window.open_record("dispatch", window.client.rows("drafts")[0].id)
    page = window.current()
    assert isinstance(page, DraftingPage)
    until(lambda: page.model is not None and page.model.missing == UNCOVERED)
    assert page.proofing._missing == UNCOVERED
    assert page.pane.fonts.isVisible()
    page.pane.fonts.more.click()
    child(window, QPushButton, "draft.page.fonts.lost.0").click()
    assert page.editor.textCursor().position() == 3
