"""关联 and 更正、重印: choosing another document of the unit to link to, and issuing again what went out (DOC-18, G5)."""

from collections.abc import Callable
from functools import partial

import msgspec
from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.client.clock import new_id
from xzt.client.commands import Accepted
from xzt.core.encoding import encode
from xzt.office.dispatch import commands as d
from xzt.office.dispatch.state import Dispatch, Relation, Step
from xzt.office.registry import Command, Matter
from xzt.ui import theme
from xzt.ui.flowwords import number_of, title_of
from xzt.ui.hub import Hub
from xzt.ui.outgoingwords import RELATIONS
from xzt.ui.pages.distributing import Asking
from xzt.ui.pages.panels import fill_combo
from xzt.ui.pages.related import RelatedPanel
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, chosen, combo, field, line_edit, row

BY_HAND = ("basis", "related", "supersedes", "repeals")
_SHOWN = 60
"""Documents that are offered at once."""
OUT = (Step.FOLLOW, Step.CLOSED, Step.ARCHIVED)
"""Where a document stands that went out."""


class RelateForm(Asking):
    """关联公文: which one, and what it has to do with this."""

    def __init__(self, hub: Hub, record: Callable[[], str], confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__("relate", tr("关联公文"))
        self._hub, self._record = hub, record
        self._rows: dict[str, Relation] = {}
        self.kind = combo("relate.kind", tr("关系"), [(kind, RELATIONS[kind, False]) for kind in BY_HAND])
        self.wanted = self.reason = line_edit("relate.find", tr("查找公文"), tr("输入标题或文号查找"))
        self.other = combo("relate.other", tr("哪一件"), [])
        self.box.addWidget(Label(tr("两件公文互相列出；废止、代替的，原件上会标明。"), tone="muted", wrap=True))
        self.box.addWidget(field(tr("本件与它的关系"), self.kind))
        self.box.addWidget(field(tr("查找公文"), self.wanted))
        self.box.addWidget(field(tr("哪一件"), self.other))
        sure = button("relate.confirm", tr("确定关联"), confirm, look="primary")
        self.box.addWidget(row(None, button("relate.cancel", tr("取消"), cancel), sure))
        self.wanted.textChanged.connect(self._fill)

    def begin(self, state: Matter) -> None:  # noqa: ARG002  what is offered does not depend on how it stands
        """Offer the newest documents of the unit that this person may see."""
        self._fill()

    def _fill(self, _words: str = "") -> None:
        found = [row for box in ("dispatches", "receipts") for row in self._hub.client.rows(box, self.wanted.text().strip(), _SHOWN)]
        self._rows = {one.id: Relation("", one.kind, one.id, one.title[:300], one.number) for one in found if one.id != self._record()}
        entries = [(one.record, " ".join(part for part in (one.number, one.title) if part)) for one in self._rows.values()]
        fill_combo(self.other, entries, chosen(self.other))

    def command(self, name: str, state: Matter) -> Command | None:  # noqa: ARG002  the form knows
        """Build the link."""
        if name != "Relate":
            return None
        found = self._rows.get(chosen(self.other), Relation("", "dispatch", "", ""))
        return d.Relate(msgspec.structs.replace(found, kind=chosen(self.kind)))


class DraftRelating(QFrame):
    """What the draft in sight has to do with other documents, and the form that links another, before it is submitted as after."""

    def __init__(self, hub: Hub, record: Callable[[], str], close: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("form.draft_relate")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("关联公文"))
        self._hub, self._record = hub, record
        self.related = RelatedPanel(hub)
        self.related.setProperty("look", "")
        self.form = RelateForm(hub, record, self._on_relate, close)
        self.related.dropped.connect(self._on_dropped)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2.4))
        layout.addWidget(self.form)
        layout.addWidget(self.related)
        layout.addStretch(1)

    def begin(self) -> None:
        """Show what is linked, and what can be."""
        state = self._hub.client.record("dispatch", self._record())
        if isinstance(state, Dispatch):
            self.related.seen(state)
            self.related.show_record(state, mine=True)
            self.form.begin(state)

    def _on_relate(self) -> None:
        state = self._hub.client.record("dispatch", self._record())
        command = self.form.command("Relate", state) if isinstance(state, Dispatch) else None
        if isinstance(command, d.Relate):
            self._hub.submit("dispatch", self._record(), command, self._on_changed)

    def _on_dropped(self, kind: str, record: str) -> None:
        self._hub.submit("dispatch", self._record(), d.Unrelate(kind, record), self._on_changed)

    def _on_changed(self, _accepted: Accepted) -> None:
        self.begin()


def issue_again(hub: Hub, record: str, state: Dispatch, kind: str) -> None:
    """Begin a document of its own with the content of one that went out, linked to it (G5); the old one stays as it is."""
    from xzt.client.earlier import copied  # templates are not needed to read a record

    new = new_id(hub.client.now())
    relation = Relation(kind, "dispatch", record, title_of(state)[:300], number_of(state))
    draft = d.StartDraft(msgspec.Raw(encode(copied(hub.client, state))))
    hub.submit("dispatch", new, draft, partial(_on_begun, hub, new, relation))


def _on_begun(hub: Hub, new: str, relation: Relation, _accepted: Accepted) -> None:
    hub.submit("dispatch", new, d.Relate(relation), partial(_on_related, hub, new))


def _on_related(hub: Hub, new: str, _accepted: Accepted) -> None:
    hub.open_asked.emit("dispatch", new)
