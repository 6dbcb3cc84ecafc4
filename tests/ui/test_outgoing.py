"""Groups of units and the flow offered first, shared by the unit: set at one window, used at another, old groups of a device taken over."""

from PySide6.QtWidgets import QPushButton

from tests.ui.stage import Stage, child, until
from xzt.office.outgoing.commands import KeepGroup
from xzt.office.outgoing.state import outgoing_id
from xzt.ui.pages.distributing import GROUPS, DistributeForm, Groups, free_name
from xzt.ui.pages.settings import SettingsPage
from xzt.ui.pages.submitting import SubmitForm
from xzt.ui.widgets.controls import choose, chosen


def test_doc13_old_groups_of_a_device_are_taken_over_once(stage: Stage) -> None:
    """DOC-13: offered where groups are chosen; a name that the unit uses otherwise is told apart; nothing is offered afterwards."""
    window = stage.window("wu-1")
    client = window.client
    client.remember(GROUPS, {"市州": ("cs",), "厅局": ("hn-czt",), "旧": ("gone",)}).result(60)
    client.submit("outgoing", outgoing_id(client.identity.unit), KeepGroup("市州", ("hn",))).result(60)
    form = DistributeForm((client.directory, client.identity), Groups(window.hub))
    form.setParent(window)
    assert not form.choice.taking.isHidden()
    form.choice.take.click()
    until(form.choice.taking.isHidden)
    state = client.outgoing()
    assert state is not None
    assert {one.name: one.units for one in state.groups} == {"市州": ("hn",), "市州（2）": ("cs",), "厅局": ("hn-czt",)}
    assert client.remembered(GROUPS, dict[str, tuple[str, ...]]) == {}
    assert free_name("甲", {"甲", "甲（2）"}) == "甲（3）"
    choose(form.choice.group, "市州（2）")
    assert form.units.picked() == ("cs",)
    form.choice.remove.click()
    until(lambda: form.choice.group.findData("市州（2）") < 0)
    form.setParent(None)
    form.deleteLater()


def test_doc11_the_units_flow_is_offered_first_at_every_window(stage: Stage) -> None:
    """DOC-11: the document office chooses it in the settings; a drafter's form begins with it, and may take another."""
    office, drafter = stage.window("wu-1"), stage.window("jia-1")
    office.show_page("settings")
    page = office.current()
    assert isinstance(page, SettingsPage)
    assert chosen(page.flow) == "proofed", "复核 is there unless the unit chooses to do without (DOC-11)"
    assert "复核校对" in page.flow.currentText()
    needed = max(page.flow.fontMetrics().horizontalAdvance(page.flow.itemText(at)) for at in range(page.flow.count()))
    assert page.flow.width() > needed, "the names of two flows differ only at their ends"
    choose(page.flow, "ordinary")
    child(page, QPushButton, "settings.flow.choose").click()
    until(lambda: (found := drafter.client.outgoing()) is not None and found.flow == "ordinary")
    client = drafter.client
    form = SubmitForm(client.directory, client.identity, lambda: None, lambda: None, lambda: client.outgoing().flow)  # type: ignore[union-attr]
    form.setParent(drafter)
    form.begin(None, "")
    assert chosen(form.flow) == "ordinary"
    form.partners.pick(["cs"])
    assert chosen(form.flow) == "joint"
    form.partners.pick([])
    assert chosen(form.flow) == "ordinary"
    drafter.show_page("settings")
    theirs = drafter.current()
    assert isinstance(theirs, SettingsPage)
    assert not theirs.flow.isEnabled()
    form.setParent(None)
    form.deleteLater()
