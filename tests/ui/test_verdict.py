"""The verdict on the screen: state, by whom, as of when, why not, and what to do (RCV-06)."""

from datetime import UTC, datetime

import pytest
from pytestqt.qtbot import QtBot

from xzt.office.receipt.verdict import STATES, Finding, Verdict
from xzt.ui.pages.verdict import WORDS, VerdictPanel
from xzt.ui.widgets.controls import Label

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", STATES)
def test_rcv_06_every_state_says_what_to_do(qtbot: QtBot, state: str) -> None:
    """RCV-06: valid: by whom and as of when; broken: why, and what then."""
    panel = VerdictPanel("test")
    qtbot.addWidget(panel)
    findings = (Finding("ofd_seal", "来文.ofd", "ofd digests changed Doc_0/Pages/Page_0/Content.xml"),) if state == "broken" else ()
    panel.show_verdict(Verdict(state, AT, "湖南省示例办公厅", AT, findings))
    shown = [label.text() for label in panel.findChildren(Label)]
    assert WORDS[state][0] in shown
    assert WORDS[state][2] in shown
    assert "湖南省示例办公厅，2026-03-02 09:00 签章" in shown
    assert ("电子印章：盖章文件核验不通过，盖章之后，文件被改动，内容被改动" in shown) == (state == "broken")
    panel.show_verdict(None)
    assert panel.isHidden()
