"""The table of records: windows of 200, roles from prepared tuples, unread in bold, faults stop at the edge (AE-16, AE-17)."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from xzt.office.people import Directory, Person, Unit
from xzt.store.records import Row
from xzt.ui.models import records
from xzt.ui.models.records import URGENCY_ROLE, RecordTableModel, when_words
from xzt.ui.text import Names

NOW = datetime(2022, 3, 23, 2, 0, tzinfo=UTC)
DIRECTORY = Directory(units=(Unit("u", "测试单位"),), people=(Person("p", "测试人", "u"),))


def row(at: int, **changes: object) -> Row:
    values: dict[str, object] = {
        "kind": "dispatch",
        "id": f"id{at}",
        "title": f"标题{at}",
        "step": "review",
        "number": "",
        "urgency": "",
        "origin": "p",
        "since": NOW - timedelta(minutes=at),
        "box": "todo",
        "waiting": False,
        "attention": False,
    }
    return Row(**{**values, **changes})  # type: ignore[arg-type]  # the fields above


def model_of(rows: list[Row], asked: list[tuple[int, int]]) -> RecordTableModel:
    model = RecordTableModel(lambda: Names(DIRECTORY), lambda: NOW)

    def read(limit: int, offset: int) -> list[Row]:
        asked.append((limit, offset))
        return rows[offset : offset + limit]

    model.show(read, len(rows))
    return model


def test_thousands_of_rows_come_in_windows(look: QApplication) -> None:
    asked: list[tuple[int, int]] = []
    model = model_of([row(at) for at in range(5000)], asked)
    assert asked == [(200, 0)]
    assert model.rowCount() == 200
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert model.rowCount() == 5000
    assert asked[-1] == (200, 4800)
    assert model.index(4999, 0).data() == "标题4999"


def test_a_list_read_again_reads_what_is_looked_at(look: QApplication) -> None:
    """Issue 5: scrolled to its end it stays as long, and reads the first window and those in sight; a record is found near its place."""
    asked: list[tuple[int, int]] = []
    rows = [row(at) for at in range(5000)]
    model = model_of(rows, asked)
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    asked.clear()
    model.show(lambda limit, offset: asked.append((limit, offset)) or rows[offset : offset + limit], 4990)  # type: ignore[func-returns-value]
    assert (model.rowCount(), asked) == (4990, [(200, 0)])
    assert model.position("dispatch", "id4321", near=4300) == 4321
    assert model.index(4321, 0).data() == "标题4321"
    assert len(asked) <= 4
    assert model.position("dispatch", "id4321", near=20) == -1


def test_words_are_made_once_for_rows_that_are_looked_at(look: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    """Issue 5: opening a list makes no words; of 200 rows some thirty are in sight."""
    made: list[datetime] = []

    def noted(at: datetime, _now: datetime) -> str:
        made.append(at)
        return "words"

    monkeypatch.setattr(records, "when_words", noted)
    model = model_of([row(at) for at in range(200)], [])
    assert made == []
    assert [model.index(7, column).data() for column in (0, 4, 4)] == ["标题7", "words", "words"]
    assert made == [NOW - timedelta(minutes=7)]


def test_reading_cells_builds_nothing(look: QApplication) -> None:
    model = model_of([row(at) for at in range(200)], [])
    begun = time.thread_time()
    for _ in range(10):
        for at in range(200):
            for column in range(6):
                model.index(at, column).data()
    assert time.thread_time() - begun < 1.0
    font = model.index(0, 0).data(Qt.ItemDataRole.FontRole)
    assert isinstance(font, QFont)
    assert font.weight() > QFont.Weight.Normal


def test_words_of_a_row(look: QApplication) -> None:
    rows = [
        row(0, urgency="特急", waiting=True),
        row(1, kind="receipt", step="handle", origin="u", number="湘政办函〔2022〕23号"),
        row(2, attention=True),
    ]
    model = model_of(rows, [])
    assert [model.index(0, column).data() for column in range(6)] == ["标题0", "核稿", "—", "测试人", "10:00", "待送"]
    assert [model.index(1, column).data() for column in (1, 2, 3, 5)] == ["承办传阅", "湘政办函〔2022〕23号", "测试单位", "已送达"]
    assert model.index(2, 5).data() == "需处理"
    assert model.index(0, 0).data(URGENCY_ROLE) == "特急"
    assert str(model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)).startswith("特急，标题0")


def test_opened_and_done_rows_are_not_bold(look: QApplication) -> None:
    model = RecordTableModel(lambda: Names(DIRECTORY), lambda: NOW)
    model.show(lambda _limit, _offset: [row(0), row(1), row(2, box="done")], 3, frozenset({"id0"}))
    assert [model.index(at, 0).data(Qt.ItemDataRole.FontRole) is not None for at in range(3)] == [False, True, False]


def test_a_fault_shows_as_a_dash_and_is_logged(look: QApplication, caplog: pytest.LogCaptureFixture) -> None:
    model = model_of([row(0)], [])
    outside = model.createIndex(7, 0)
    assert model.data(outside) == "—"
    assert "not loaded" in caplog.text


def test_times_are_short_and_of_the_office() -> None:
    """Times are Beijing's: 16:30 UTC of the day before is half past midnight today."""
    assert when_words(datetime(2022, 3, 22, 16, 30, tzinfo=UTC), NOW) == "00:30"
    assert when_words(datetime(2022, 3, 22, 1, 5, tzinfo=UTC), NOW) == "昨天 09:05"
    assert when_words(datetime(2022, 1, 2, 1, 5, tzinfo=UTC), NOW) == "1月2日"
    assert when_words(datetime(2021, 12, 31, 1, 5, tzinfo=UTC), NOW) == "2021-12-31"
