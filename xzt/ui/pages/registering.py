"""登记: the fields of the register (RCV-02) and the warning that the same document is here already (RCV-03)."""

import re
from collections.abc import Callable
from functools import partial

from msgspec import structs
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QSpinBox, QVBoxLayout, QWidget

from xzt.client.documents import document_of
from xzt.client.duplicates import Duplicate, duplicates
from xzt.client.jobs import Progress
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import CATEGORIES, LABELS, MOST_COUNT, URGENCIES, Registration, scope_said, sender_name
from xzt.office.receipt.state import Receipt, Source
from xzt.office.receipt.verdict import PENDING, Verdict
from xzt.office.registry import Command, Matter
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.panels import Form
from xzt.ui.pages.verdict import VerdictPanel
from xzt.ui.receiptwords import FIELDS, SCOPES
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, choose, chosen, clear, column, combo, field, line_edit, row, settle, text_edit

PAUSE = 250
"""Milliseconds without a key after which the register is searched again."""
_CATEGORY_WORDS = {"收": tr("收（一般收文）"), "办": tr("办（办件）"), "阅": tr("阅（阅件）"), "电": tr("电（电报）")}
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?")


class RegisterFields(QWidget):
    """The fields of the register, filled from what is known; ``changed`` when one of them was."""

    changed = Signal()

    def __init__(self, name: str, hub: Hub) -> None:
        super().__init__()
        unit = hub.client.directory.unit(hub.client.identity.unit)
        categories = (unit.categories if unit else ()) or CATEGORIES
        self.category = combo(f"{name}.category", FIELDS["category"], [(one, _CATEGORY_WORDS.get(one, one)) for one in categories])
        self.organ = line_edit(f"{name}.sender", FIELDS["sender"], tr("全称，照来文写"))
        self.number = line_edit(f"{name}.number", FIELDS["number"], tr("照来文写，没有可不填"))
        self.title = text_edit(f"{name}.title", FIELDS["title"], lines=2)
        self.urgency = combo(f"{name}.urgency", FIELDS["urgency"], [(one, one or tr("一般")) for one in URGENCIES])
        self.label = combo(f"{name}.label", FIELDS["label"], [(one, one or tr("公开")) for one in LABELS])
        self.scope = combo(f"{name}.scope", FIELDS["scope"], [(one, tr(words)) for one, words in SCOPES.items()])
        self.date = line_edit(f"{name}.date", FIELDS["date"], tr("2026-03-02"))
        self.pages, self.copies = _count(f"{name}.pages", "pages", 0), _count(f"{name}.copies", "copies", 1)
        self.pages.setSpecialValueText(tr("未数"))
        self.subject = line_edit(f"{name}.subject", FIELDS["subject"], tr("便于查找的词，可不填"))
        pairs = (("category", self.category), ("sender", self.organ), ("number", self.number), ("title", self.title))
        halves = (("urgency", self.urgency), ("label", self.label), ("scope", self.scope), ("date", self.date))
        counts = (("pages", self.pages), ("copies", self.copies), ("subject", self.subject))
        made = {part: field(FIELDS[part], control) for part, control in (*pairs, *halves, *counts)}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(2))
        for part, _ in pairs:
            layout.addWidget(made[part])
        layout.addWidget(row(made["urgency"], made["label"], spacing=3))
        layout.addWidget(made["scope"])
        layout.addWidget(row(made["date"], made["pages"], made["copies"], spacing=3))
        layout.addWidget(made["subject"])
        for edit in (self.organ, self.number):
            edit.textChanged.connect(self.changed)

    def show_entry(self, entry: Registration) -> None:
        """Fill the fields."""
        self.organ.setText(entry.sender)
        self.number.setText(entry.number)
        self.title.setPlainText(entry.title)
        choose(self.urgency, entry.urgency)
        choose(self.label, entry.label)
        choose(self.scope, entry.scope)
        self.date.setText(entry.date)
        self.pages.setValue(entry.pages)
        self.copies.setValue(entry.copies)
        self.subject.setText(entry.subject)

    def entry(self) -> Registration:
        """Return what the fields say; the number stays as it was typed (N6)."""
        return Registration(
            self.organ.text().strip(),
            self.number.text().strip(),
            self.title.toPlainText().strip().replace("\n", ""),
            chosen(self.urgency),
            day_typed(self.date.text()),
            self.pages.value(),
            self.copies.value(),
            self.subject.text().strip(),
            chosen(self.label),
            chosen(self.scope),
        )


class DuplicateNotice(QFrame):
    """重复提醒: the receipts that are the same document, each with the way to it, and the reason for registering it all the same."""

    def __init__(self, name: str, hub: Hub) -> None:
        super().__init__()
        self.setObjectName(f"{name}.duplicates")
        self.setProperty("look", "notice")
        self.setAccessibleName(tr("重复提醒"))
        self._hub, self._name = hub, name
        self.found: tuple[Duplicate, ...] = ()
        self._asked = 0
        self._list = column(spacing=0.5)
        self.reason = line_edit(f"{name}.reason", tr("仍要登记的理由"), tr("仍要登记的，写明理由"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(2.5), theme.gap(2), theme.gap(2.5), theme.gap(2.5))
        layout.setSpacing(theme.gap(1.5))
        for part in (Label(tr("这件来文可能已经收过"), bold=True), self._list, self.reason):
            layout.addWidget(part)
        self.hide()

    def ask(self, record: str, source: Source, entry: Registration) -> None:
        """Look for the same document, in a job; the newest question counts."""
        self._asked += 1
        asked, client = self._asked, self._hub.client

        def work(_progress: Progress) -> tuple[int, tuple[Duplicate, ...]]:
            return asked, duplicates(client, record, source, entry)

        self._hub.run(client.jobs.run("duplicates", work), self._on_found)

    def forget(self) -> None:
        """Begin with another document."""
        self._asked += 1
        self.reason.clear()
        self._show(())

    def _on_found(self, answer: tuple[int, tuple[Duplicate, ...]]) -> None:
        if answer[0] == self._asked:
            self._show(answer[1])

    def _show(self, found: tuple[Duplicate, ...]) -> None:
        self.found = found
        layout = self._list.layout()
        if layout is not None:
            clear(layout)
            for at, one in enumerate(found):
                why = tr("文件相同") if one.same_file else tr("来文单位和字号相同")
                words = "　".join(part for part in (one.number or tr("待登记"), one.title, why) if part)
                layout.addWidget(Label(words, wrap=True))
                go = partial(self._hub.open_asked.emit, "receipt", one.record)
                layout.addWidget(row(button(f"{self._name}.duplicate{at}", tr("打开那一件"), go, look="link"), None))
        self.setVisible(bool(found))
        settle(self)


class RegisterForm(Form):
    """登记 of the receipt in sight."""

    def __init__(self, hub: Hub, record: Callable[[], str]) -> None:
        super().__init__("register", tr("登记"))
        self._hub, self._record = hub, record
        self._shown, self._source = "", Source("", "", "", "", "", "", "")
        self._verdict: Verdict | None = None
        self.fields = RegisterFields("register", hub)
        self.warning = DuplicateNotice("register", hub)
        self.verdict = VerdictPanel("register")
        self.box.addWidget(self.verdict)
        self.box.addWidget(self.warning)
        self.box.addWidget(self.fields)
        self.box.addWidget(Label(tr("收文编号按类别每年从 1 起，由服务器给出。"), tone="muted", wrap=True))
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE)
        self._timer.timeout.connect(self._look)
        self.fields.changed.connect(self._timer.start)

    def begin(self, state: Matter) -> None:
        """Draft the entry out of what the document says, once for each document."""
        if not isinstance(state, Receipt):
            return
        self._show_verdict(state)
        if self._shown == self._record():
            return
        self._shown, self._source = self._record(), state.source
        source = state.source
        sender = sender_name(source.unit, source.sender, self._hub.client.directory)
        self.warning.forget()
        self.verdict.reason.clear()
        title, scope = source.title.replace("\n", ""), scope_said(document_of(state).note)
        self.fields.show_entry(Registration(sender, source.number, title, source.urgency, source.signed_on, scope=scope))
        self._timer.stop()
        self._look()

    def _show_verdict(self, state: Receipt) -> None:
        """Show what is known of its seal, again when a check of this machine has come to its end."""
        found = self._hub.client.arrivals.verdict(state)
        if found != self._verdict:
            self._verdict = found
            self.verdict.show_verdict(found)

    def _look(self) -> None:
        self.warning.ask(self._shown, self._source, self.fields.entry())

    def command(self, name: str, state: Matter) -> Command | None:
        """Build the registration; the rules ask for a reason where the same document was shown, and where its seal does not hold."""
        if name != "Register" or not isinstance(state, Receipt):
            return None
        client = self._hub.client
        found = client.arrivals.verdict(state) if state.exchanged else None
        if found and found.state == PENDING:
            found = structs.replace(found, checked=client.now())
        like = tuple(one.record for one in self.warning.found)
        reason = self.warning.reason.text().strip() if like else ""
        return r.Register(chosen(self.fields.category), self.fields.entry(), like, reason, self.verdict.despite(), found)


def day_typed(text: str) -> str:
    """Read a date as people type it into ISO; what is no date stays as it is, for the rules to refuse."""
    found = _DAY.fullmatch(text.strip())
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text.strip()


def _count(name: str, part: str, least: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(FIELDS[part])
    made.setRange(least, MOST_COUNT)
    return made
