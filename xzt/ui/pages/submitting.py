"""送审: whom the draft goes to. Shows who gets it next before it is sent (FLW-22)."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.client.session import Identity
from xzt.office.dispatch.commands import Submit
from xzt.office.dispatch.flows import JOINT, USUAL, flows
from xzt.office.dispatch.state import Route
from xzt.office.people import Directory, Person, Role
from xzt.office.profile import Profile
from xzt.ui import theme
from xzt.ui.pages.panels import person_words
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, combo, field, row
from xzt.ui.widgets.people import Picker


class SubmitForm(QFrame):
    """Chooses reviewer, countersigners, signer."""

    def __init__(
        self,
        directory: Directory,
        identity: Identity,
        send: Callable[[], None],
        cancel: Callable[[], None],
        usual: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__()
        self.setObjectName("form.submit")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("送审"))
        self._directory = directory
        mine = [person for person in directory.people if person.unit == identity.unit and person.id != identity.person]
        self.reviewer = combo("submit.reviewer", tr("核稿人"), _entries([one for one in mine if Role.REVIEWER in one.roles]))
        self.signer = combo("submit.signer", tr("签发人"), _entries([one for one in mine if Role.LEADER in one.roles]))
        self.countersigners = Picker("submit.countersigners", tr("会签人"), _entries(mine), lines=5)
        units = [(unit.id, unit.name) for unit in directory.units if unit.id != identity.unit]
        self.partners = Picker("submit.partners", tr("联署机关"), units, lines=3)
        self.flow = combo("submit.flow", tr("流程"), [(one.id, one.name) for one in flows().values()])
        self._running, self._usual = "", usual
        choose(self.flow, usual() or USUAL)
        self.next = Label(tone="accent", wrap=True)
        self.next.setObjectName("submit.next")
        self.remark = Label(tone="amber", wrap=True)
        self.remark.setObjectName("submit.remark")
        self.send = button("submit.confirm", tr("确定送审"), send, icon="send", look="primary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2.4))
        for part in (
            Label(tr("送审"), size=1.1, bold=True),
            field(tr("核稿人"), self.reviewer),
            field(tr("会签人（可不选）"), self.countersigners),
            field(tr("签发人"), self.signer),
            field(tr("联署机关（联合行文才选）"), self.partners),
            field(tr("流程"), self.flow),
            self.next,
            self.remark,
        ):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(row(None, button("submit.cancel", tr("继续修改"), cancel), self.send))
        self.reviewer.currentIndexChanged.connect(self.preview)
        self.signer.currentIndexChanged.connect(self.preview)
        self.flow.currentIndexChanged.connect(self.preview)
        self.countersigners.changed.connect(self.preview)
        self.partners.changed.connect(self._on_partners)
        self.preview()

    def begin(self, route: Route | None, remark: str, flow: str = "") -> None:
        """Offer the route of the last submission again; a matter that runs keeps its flow (W9)."""
        self._running = flow
        if flow or not self.partners.picked():
            choose(self.flow, flow or self._usual() or USUAL)
        if route is not None:
            choose(self.reviewer, route.reviewer)
            choose(self.signer, route.signer)
            self.countersigners.pick(route.countersigners)
            self.partners.pick(route.partners)
        self.remark.setText(remark)
        self.remark.setVisible(bool(remark))
        self.preview()
        self.reviewer.setFocus()

    def command(self, profile: Profile, tracked: str = "") -> Submit:
        """Build the submission, with the profile that the page is shown by and the tracked draft that is kept with it."""
        route = Route(chosen(self.reviewer), chosen(self.signer), self.countersigners.picked(), self.partners.picked())
        return Submit(route, profile, tracked, chosen(self.flow))

    def preview(self) -> None:
        """Say the way that it will go; whether it is joint, the units say and not the flow."""
        self.flow.setEnabled(not self._running and not self.partners.picked())
        why = tr("联合行文由各联署机关都签") if self.partners.picked() else ""
        self.flow.setToolTip(tr("已经送审过的公文按原来的流程办") if self._running else why)
        names = [self._name(chosen(self.reviewer)), "、".join(self._name(one) for one in self.countersigners.picked())]
        review = tr("{who}核稿").format(who=names[0])
        countersign = tr("{who}会签").format(who=names[1]) if names[1] else ""
        if chosen(self.flow) == "in_order" and names[1]:
            countersign = tr("{who}依次会签").format(who=names[1])
        way = [review, countersign] if countersign else [review]
        if chosen(self.flow) == "parallel" and countersign:
            way = [tr("{one}，同时{other}").format(one=review, other=countersign)]
        if units := self.partners.picked():
            way.append(tr("{who}会签").format(who="、".join(self._unit(unit) for unit in units)))
        way.append(tr("{who}签发").format(who=self._name(chosen(self.signer))))
        self.next.setText(tr("送出后：{way}").format(way=" → ".join(way)))
        self.send.setEnabled(bool(chosen(self.reviewer) and chosen(self.signer)))

    def _on_partners(self) -> None:
        """Take the joint flow for a joint document, and no other document."""
        joint = bool(self.partners.picked())
        if not self._running and joint != (chosen(self.flow) == JOINT):
            choose(self.flow, JOINT if joint else self._usual() or USUAL)
        self.preview()

    def _unit(self, unit: str) -> str:
        found = self._directory.unit(unit)
        return found.name if found else unit

    def _name(self, person: str) -> str:
        found = self._directory.person(person)
        return found.name if found else tr("（未选）")


def _entries(people: list[Person]) -> list[tuple[str, str]]:
    return [(person.id, person_words(person.name, person.title)) for person in people]
