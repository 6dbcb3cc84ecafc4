"""A dispatch for which no branch holds, from the submission to the next step: real server, real stores, real window (W8, W10, FLW-17)."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QTableWidget

from tests.server.house import document, new_record
from tests.ui.housed import Housed, seeded_folder
from tests.ui.stage import child, until
from tests.ui.walking import clipped, nameless
from xzt.core.digest import sm3
from xzt.office.dispatch import commands as d
from xzt.office.dispatch import flows as known
from xzt.office.dispatch.state import Route
from xzt.ui.pages.intervening import InterveneForm
from xzt.ui.pages.monitor import MonitorPage
from xzt.ui.widgets.controls import choose


@pytest.fixture
def gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An office's own flow, as the check lets it in, whose review leads on only when four countersign or more."""
    folder = tmp_path / "flows"
    shutil.copytree(known.FLOWS, folder)
    flow = json.loads((folder / "ordinary.json").read_text(encoding="utf-8"))
    review = next(step for step in flow["steps"] if step["id"] == "review")
    many = [{"fact": "countersigners", "test": "gt", "values": [3]}]
    review["branches"] = [{"to": "countersign", "when": many}, {"to": "sign_off", "when": many}]
    (folder / "gap.json").write_text(json.dumps({**flow, "id": "gap"}, ensure_ascii=False), encoding="utf-8")
    monkeypatch.setattr(known, "FLOWS", folder)
    known.flows.cache_clear()
    yield
    monkeypatch.undo()
    known.flows.cache_clear()


@pytest.fixture
def town(gap: None, look: QApplication, tmp_path: Path) -> Iterator[Housed]:
    seeded_folder(tmp_path)
    made = Housed(tmp_path, "wu-1")
    yield made
    made.close()


def test_w8_a_dispatch_without_a_branch_is_seen_and_sent_on_by_the_office(town: Housed) -> None:
    """W8, W10, FLW-17: it stops and never falls through; 流程监控 says why; the office names the way, with its reason in the course."""
    record, text = new_record(), document()
    town.actor("jia-1").must(record, d.StartDraft(msgspec.Raw(text)))
    town.actor("jia-1").must(record, d.Submit(Route("yi-1", "ding-1"), flow="gap"))
    town.actor("yi-1").must(record, d.Review("已核", sm3(text)))
    window, office = town.window, town.client
    until(lambda: office.record("dispatch", record))
    window.trigger("window.monitor")
    page = window.current()
    assert isinstance(page, MonitorPage)
    until(lambda: page.cases)
    table = child(page, QTableWidget, "monitor.table")
    words = [item.text() for column in range(4) if (item := table.item(0, column))]
    assert words == ["关于示例事项的函", "核稿", "文书", "没有一个去向的条件成立，要指定去向"]
    until(page.acts.isVisible)
    choose(page.acts.act, "Decide")
    form = page.acts.forms.shown()
    assert isinstance(form, InterveneForm)
    assert form.list.count() == 2
    form.list.setCurrentIndex(next(at for at in range(2) if form.list.itemData(at).endswith("sign_off")))
    child(page.acts, QPushButton, "decide.confirm").click()
    until(lambda: any(word in window.strip.words.text() for word in ("意见", "理由")))
    assert not office.waiting("dispatch", record), "without a reason nothing moves"
    child(page.acts, QPlainTextEdit, "decide.reason").setPlainText("不需会签，直接送签发")
    assert clipped(window) == []
    assert nameless(window) == []
    child(page.acts, QPushButton, "decide.confirm").click()
    until(lambda: not page.cases and not office.waiting("dispatch", record))
    assert office.attention() == []
    told = town.actor("ding-1").state(record)
    assert [(task["step"], task["holder"]) for task in told["case"]["tasks"] if task["state"] == "open"] == [("sign_off", "p:ding-1")]
    last = told["course"][-1]
    assert (last["action"], last["act"]["person"], last["words"]) == ("decide", "wu-1", "不需会签，直接送签发")
