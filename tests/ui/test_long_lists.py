"""A long list is searched beside the window's thread, and the newest words count (issue 5: no stall over 50 ms, POR-04)."""

import pytest
from PySide6.QtWidgets import QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from benchmarks import lists
from benchmarks.lists import fill
from tests.ui.stage import Stage, child, until
from xzt.store.indexing import PORTION
from xzt.sync.engine.indexer import Indexer
from xzt.ui.pages.lists import LONG, ListPage


def test_a_long_list_is_searched_beside(stage: Stage, qtbot: QtBot) -> None:
    """What is found, its count and its rows agree; clearing shows the whole list at once; what came too late shows nothing."""
    window = stage.window("yi-1")
    stage.server.stop()
    fill(window.client, LONG + 100)
    window.show_page("todo")
    page = window.current()
    assert isinstance(page, ListPage)
    total, search = child(page, QLabel, "todo.total"), child(page, QLineEdit, "todo.search")
    assert total.text() == f"{LONG + 100} 件"
    search.setText("样例")
    search.setText("第00042")
    until(lambda: total.text() == "1 件")
    assert page.model.index(0, 0).data() == "关于第00042号样例事项的函"
    search.setText("没有的词")
    until(lambda: total.text() == "0 件")
    search.setText("第00043")
    search.clear()
    assert total.text() == f"{LONG + 100} 件"
    until(lambda: page._finder._running == "")
    assert total.text() == f"{LONG + 100} 件"


def test_a_search_is_done_again_once_every_text_can_be_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """SEA-02: what was searched before the texts of much new were indexed says so, and shows what is found when they are."""
    monkeypatch.setattr(Indexer, "begin", lambda _: None)
    window, index = stage.window("yi-1"), lists.find_all
    stage.server.stop()
    monkeypatch.setattr(lists, "find_all", lambda _: None)
    fill(window.client, PORTION + 10)
    window.show_page("todo")
    total, search = child(window.current(), QLabel, "todo.total"), child(window.current(), QLineEdit, "todo.search")
    until(lambda: window.client.status().unindexed)
    search.setText("样例正文")
    until(lambda: total.text() == "0 件（全文索引未建完）")
    window.client.write(index)
    until(lambda: total.text() == f"{PORTION + 10} 件")
