"""工作日历和时限 in the real window: a signed file installed, refused ones in words, days of the unit's own, usual limits (T1, T2)."""

import argparse
import json
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDateEdit, QLabel, QPushButton, QSpinBox
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage, child, until
from tests.ui.walking import clipped, nameless, unnamed_objects
from xzt.cli import calendars as cli
from xzt.core.worktime import is_working
from xzt.ui.pages.workdays import WorkdaysPage
from xzt.ui.window import MainWindow

NOTICE = {"issued": "2026-11-10", "years": [{"year": 2023, "source": "样例文号", "rest": ["2023-01-02"], "work": ["2023-01-28"]}]}


def signed(stage: Stage, name: str, **changed: object) -> Path:
    """Write a notice down and have the server's command sign it."""
    plain, out = stage.folder / f"{name}.plain", stage.folder / f"{name}.json"
    plain.write_text(json.dumps(NOTICE | changed))
    chosen = argparse.Namespace(action="sign", file=plain, out=out, data=stage.folder / "server")
    assert cli.calendar(chosen) == 0
    return out


def page_of(window: MainWindow) -> WorkdaysPage:
    window.show_page("settings")
    child(window, QPushButton, "settings.calendar").click()
    page = window.current()
    assert isinstance(page, WorkdaysPage)
    return page


def test_t2_a_signed_file_is_installed_and_reaches_everybody(stage: Stage, qtbot: QtBot, capsys: pytest.CaptureFixture[str]) -> None:
    """T2: an unpublished year says so; the file of the server's command is taken; changed, strange and old ones are refused in words."""
    registrar, clerk = stage.window("wu-1"), stage.window("jia-1")
    page = page_of(registrar)
    assert "2023 年：日历未发布" in child(page, QLabel, "calendar.years").text()
    good = signed(stage, "good")
    changed = stage.folder / "changed.json"
    changed.write_bytes(good.read_bytes().replace(b"2023-01-02", b"2023-01-03"))
    page.take(changed)
    until(lambda: "签名没有通过核对" in registrar.strip.words.text())
    strange = stage.folder / "strange.json"
    strange.write_bytes(b"{}")
    page.take(strange)
    until(lambda: "日历文件读不懂" in registrar.strip.words.text())
    page.take(good)
    until(lambda: "2023 年：已发布（样例文号）" in child(page, QLabel, "calendar.years").text())
    page.take(good)
    until(lambda: "不比已有的新" in registrar.strip.words.text())
    until(lambda: clerk.client.given().calendar.published(2023))
    assert not is_working(clerk.client.given().calendar, date(2023, 1, 2))
    other = page_of(clerk)
    assert "由本单位的文书设定" in child(other, QLabel, "calendar.why").text()
    assert not child(other, QPushButton, "calendar.install").isEnabled()


def test_t1_limits_and_days_of_the_units_own(stage: Stage, qtbot: QtBot) -> None:
    """T1, T2: set on the page, in force on this machine at once and on the others after the round."""
    registrar, clerk = stage.window("wu-1"), stage.window("jia-1")
    page = page_of(registrar)
    child(page, QDateEdit, "calendar.day").setDate(QDate(2022, 3, 24))
    child(page, QPushButton, "calendar.rest").click()
    until(lambda: page.findChild(QPushButton, "calendar.local.0.remove") is not None)
    child(page, QSpinBox, "calendar.days.review.3").setValue(2)
    child(page, QPushButton, "calendar.limits.keep").click()
    until(lambda: clerk.client.given().usual("review", "特急") is not None)
    assert not is_working(clerk.client.given().calendar, date(2022, 3, 24))
    assert child(page, QSpinBox, "calendar.days.review.3").value() == 2
    assert nameless(registrar) == []
    assert unnamed_objects(registrar) == []
    assert clipped(registrar) == []
    child(page, QPushButton, "calendar.local.0.remove").click()
    until(lambda: is_working(clerk.client.given().calendar, date(2022, 3, 24)))
