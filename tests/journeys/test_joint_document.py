"""A joint document of three units through the real windows, from its draft to the ledger (issue 5, it must show 3, first journey)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.journeys import joint_document as acts
from xzt.core.digest import sm3
from xzt.ui.desktop import make_application

pytestmark = [pytest.mark.journey, pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)]


@pytest.fixture
def town(tmp_path: Path, qapp: QApplication) -> Iterator[acts.Town]:
    assert qapp is make_application()
    town = acts.Town(tmp_path)
    yield town
    town.stop()


def test_a_joint_document_of_three_units(town: acts.Town, caplog: pytest.LogCaptureFixture) -> None:
    """DOC-10, DOC-11, DOC-13, FLW-11, W1, W2, W3, N1, N5, G4: a return from countersigning, two offline hands, a late opinion after a
    withdrawal, sign-off, numbering, fourteen units with one refusal and one addition."""
    acts.draft(town)
    acts.late_opinion(town)
    acts.send_back(town)
    acts.sign_jointly(town)
    acts.issue(town)
    acts.distribute(town)
    state = town.dispatch(town.sit(acts.REGISTRAR))
    second = [row for row in state.joint if row.round == 2]
    assert [row.state for row in state.joint if row.round == 1] == ["recalled", "returned"]
    assert [(row.unit, row.state, row.signer) for row in second] == [("cs", "consented", "xin-2"), ("hn-czt", "consented", "ren-2")]
    assert {row.text for row in second} == {state.text} == {sm3(bytes(state.document))}
    assert state.number is not None
    assert state.number.series == "湘政办发"
    assert state.signed_off is not None
    assert all(row.at is not None and row.at < state.signed_off for row in second)
    actions = [entry.action for entry in state.course]
    assert {"withdraw", "joint_return", "joint", "proofread", "number", "seal", "distribute", "supplement"} <= set(actions)
    assert any(entry.late for entry in state.course)
    assert {entry.unit for entry in state.ledger[:14]} == set(acts.RECEIVERS)
    assert [(row.unit, row.state) for row in state.sealings] == [("hn-bgt", "asked"), ("cs", "sealed"), ("hn-czt", "sealed")]
    assert [entry.unit for entry in state.ledger[14:]] == [acts.ADDED]
    assert [entry.words for entry in state.ledger if entry.state == "refused"] == ["缺附件，请补送。"]
