"""关联: the records that belong to the one in sight, with how they stand and the way to them (RCV-11, DOC-18, G5)."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.office.dispatch.state import Dispatch, Relation
from xzt.office.receipt.state import Receipt, Reply
from xzt.office.receipt.verdict import PENDING
from xzt.office.registry import Matter
from xzt.ui import theme
from xzt.ui.flowwords import number_of, title_of
from xzt.ui.hub import Hub
from xzt.ui.outgoingwords import RELATIONS
from xzt.ui.pages.verdict import WORDS, verdict_lines
from xzt.ui.pages.widening import question_words
from xzt.ui.text import step_name, tr
from xzt.ui.widgets.controls import Label, button, clear, column, row, settle, tag

_OVER = frozenset({"supersedes", "repeals", "corrects", "reprints"})
"""What takes the place of the other once it is out."""
_REPLIES = {"begun": (tr("正在起草"), "amber"), "sent": (tr("已发出"), "accent"), "stopped": (tr("没有发出"), "")}


def _despite(state: Receipt) -> list[str]:
    return [tr("仍予登记的理由：{words}").format(words=state.despite)] if state.despite else []


def _relations(state: Matter) -> tuple[Relation, ...]:
    """List what a record has to do with others, a receipt by what dispatches say of it."""
    if isinstance(state, Dispatch):
        return state.relations
    return tuple(Relation(one.kind, "dispatch", one.record, one.title, one.number, back=True) for one in state.mentions)


class RelatedPanel(QFrame):
    """What the check of its seal found, a receipt's replies; what a dispatch replies to or has to do with. Hidden when there is nothing.

    ``dropped`` carries kind and record of a link that is to be taken off.
    """

    dropped = Signal(str, str)

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.setObjectName("record.related")
        self.setProperty("look", "panel")
        self._hub = hub
        self.keys: frozenset[tuple[str, str]] = frozenset()
        self._list = column(spacing=1.5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(3))
        layout.setSpacing(theme.gap(1.5))
        self._title = Label(bold=True)
        layout.addWidget(self._title)
        layout.addWidget(self._list)
        self.hide()

    def seen(self, state: Matter) -> tuple[object, ...]:
        """Give what is known of the records that belong to this one, to compare with what is shown."""
        wanted = [("dispatch", one.record) for one in state.replies] if isinstance(state, Receipt) else [("receipt", state.answers)]
        wanted += [(one.of, one.record) for one in _relations(state)]
        self.keys = frozenset(key for key in wanted if key[1])
        found = [self._hub.client.record(*key) for key in sorted(self.keys)]
        return tuple((one.step, title_of(one)) if one else None for one in found)

    def show_record(self, state: Matter, *, mine: bool = False) -> None:
        """Show what belongs to this record; ``mine`` says that this person may take links off."""
        layout = self._list.layout()
        if layout is None:
            return
        clear(layout)
        title = tr("来文核验和关联公文") if isinstance(state, Receipt) else tr("关联公文")
        self._title.setText(title)
        self.setAccessibleName(title)
        if isinstance(state, Receipt):
            found = self._hub.client.arrivals.verdict(state)
            if found is not None:
                words, tone, meaning = WORDS[found.state]
                lines = [*verdict_lines(found), *([meaning] if found.state == PENDING else []), *_despite(state)]
                self._add(("related.verdict", tr("签章核验")), (words, tone), "\n".join(lines))
            for at, one in enumerate(state.scope_questions):
                self._add((f"related.scope{at}", tr("传达范围")), *question_words(one, self._hub.names("receipt")))
            for at, reply in enumerate(state.replies):
                self._add_reply(at, reply)
        elif state.answers:
            self._add_receipt(state)
        for at, relation in enumerate(_relations(state)):
            self._add_relation(at, relation, mine=mine)
        self.setVisible(bool(layout.count()))
        settle(self)

    def _add_reply(self, at: int, reply: Reply) -> None:
        found = self._hub.client.record("dispatch", reply.record)
        words, tone = _REPLIES[reply.state]
        title = reply.title or (title_of(found) if isinstance(found, Dispatch) else tr("答复"))
        if reply.state == "begun" and isinstance(found, Dispatch):
            words = step_name("dispatch", found.step)
        self._add((f"related.reply{at}", tr("答复")), (words, tone), " ".join(part for part in (reply.number, title) if part))
        if found is not None:
            self._add_link(f"related.reply{at}.open", "dispatch", reply.record)

    def _add_receipt(self, state: Dispatch) -> None:
        found = self._hub.client.record("receipt", state.answers)
        known = isinstance(found, Receipt)
        words = " ".join(part for part in (number_of(found), title_of(found)) if part) if isinstance(found, Receipt) else state.about
        words = words or tr("由来文起草")
        step = step_name("receipt", found.step) if isinstance(found, Receipt) else tr("不在您能看到的范围内")
        self._add(("related.receipt", tr("答复的来文")), (step, "accent"), words)
        if known:
            self._add_link("related.receipt.open", "receipt", state.answers)

    def _add_relation(self, at: int, relation: Relation, *, mine: bool) -> None:
        """Say how the other stands now; what was repealed or superseded by one that is out says so."""
        found = self._hub.client.record(relation.of, relation.record)
        step = step_name(relation.of, found.step) if found else tr("不在您能看到的范围内")
        number, title = (number_of(found), title_of(found)) if found else (relation.number, relation.title)
        tone = "amber" if relation.back and relation.kind in _OVER and isinstance(found, Dispatch) and found.ledger else "accent"
        words = " ".join(part for part in (number, title) if part)
        self._add((f"related.relation{at}", RELATIONS[relation.kind, relation.back]), (step, tone), words)
        if found is not None:
            self._add_link(f"related.relation{at}.open", relation.of, relation.record)
        if not relation.back and mine and (layout := self._list.layout()) is not None:
            drop = partial(self.dropped.emit, relation.kind, relation.record)
            layout.addWidget(row(button(f"related.relation{at}.drop", tr("去掉关联"), drop, look="link"), None))

    def _add(self, name: tuple[str, str], stands: tuple[str, str], words: str) -> None:
        layout = self._list.layout()
        if layout is None:
            return
        layout.addWidget(row(Label(name[1], tone="muted"), *([tag(*stands)] if stands[0] else []), None))
        line = Label(words, wrap=True)
        line.setObjectName(name[0])
        layout.addWidget(line)

    def _add_link(self, name: str, kind: str, record: str) -> None:
        layout = self._list.layout()
        if layout is not None:
            layout.addWidget(row(button(name, tr("打开"), partial(self._hub.open_asked.emit, kind, record), look="link"), None))
