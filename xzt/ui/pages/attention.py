"""Needs attention: what the server refused, with the words written, the reason, and the record as it stands now beside what was wanted."""

from functools import partial

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from xzt.client import styles
from xzt.client.attention import Attention
from xzt.client.numbering import refused_number
from xzt.client.refusedtext import TwoTexts, two_texts
from xzt.core.notices import Changed, NeedsAttention, Notice, SyncStatus
from xzt.office.numbering.book import Shown
from xzt.ui import flowwords
from xzt.ui.calendarwords import installed_words
from xzt.ui.hub import Hub
from xzt.ui.outgoingwords import NUMBER_STATES
from xzt.ui.pages.base import Page
from xzt.ui.standingwords import summary
from xzt.ui.stylewords import choice_words, edition_words
from xzt.ui.text import command_name, course_name, refusal_words, step_name, tr
from xzt.ui.widgets.controls import Label, button, clear, column, panel, row, rule, scrolled, settle
from xzt.ui.widgets.course import moment
from xzt.ui.widgets.states import Blank

_NAMED = {"style": tr("单位版式"), "outgoing": tr("发文设置"), "numbering": tr("文号管理")}
"""What a record of the unit is called that has no title."""
SHOWN = 8
"""Paragraphs that stand on a card; all of them are in what is copied."""


class AttentionPage(Page):
    """The commands that wait for a person's decision. Nothing leaves this page by itself."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.attention", tr("需处理"))
        self._cards = column(spacing=4)
        self._blank = Blank("attention.empty", "done", tr("没有需要处理的事"), tr("服务器没有接受的操作会出现在这里，内容不会丢。"))
        self._intro = self._make_intro()
        head = column(Label(tr("需处理"), size=1.45, bold=True), self._intro, spacing=1)
        inner = column(head, self._cards, self._blank, None, spacing=4, margins=(6, 4, 6, 4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(inner, "attention.scroll", tr("需处理")))

    def enter(self) -> None:
        """Read what was refused."""
        found = self.hub.client.attention()
        layout = self._cards.layout()
        if layout is None:
            return
        clear(layout)
        for at, item in enumerate(found):
            layout.addWidget(self._card(at, item))
        settle(self._cards)
        self._blank.setVisible(not found)
        self._cards.setVisible(bool(found))
        self._intro.setVisible(bool(found))

    def on_notice(self, notice: Notice) -> None:
        """Read again when something came in."""
        if isinstance(notice, Changed | NeedsAttention | SyncStatus):
            self.enter()

    def _make_intro(self) -> Label:
        return Label(tr("您的这些操作送到服务器时情况已经变了，没有被接受。您写的内容都保留在下面。"), tone="muted", wrap=True)

    def _card(self, at: int, item: Attention) -> QWidget:
        sentence = refusal_words(item.refusal, self.hub.names(item.kind))
        reason = Label(sentence.what, bold=True, wrap=True)
        reason.setObjectName(f"attention.{at}.reason")
        advice = Label(sentence.kept + sentence.next, tone="muted", wrap=True)
        named = _NAMED.get(item.kind) or item.title or tr("（已不在您能看到的范围内）")
        title = Label(named, size=1.1, bold=True, wrap=True)
        texts = two_texts(item)
        what, kept = (tr("正文"), texts.whole) if texts else (tr("意见"), item.words)
        copy = button(f"attention.{at}.copy", tr("复制我的{what}").format(what=what), partial(self._copy, what, kept), look="plain")
        copy.setEnabled(bool(kept))
        actions = row(
            None,
            copy,
            button(
                f"attention.{at}.open",
                tr("打开{what}").format(what=_NAMED.get(item.kind, tr("公文"))),
                partial(self.hub.open_asked.emit, item.kind, item.record),
            ),
            button(f"attention.{at}.noted", tr("知道了"), partial(self._dismiss, item.command), look="primary"),
        )
        sides = row(self._mine(at, item, texts), self._theirs(at, item, texts), spacing=4)
        layout = sides.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(0, 1)
            layout.setStretch(1, 1)
        return panel(title, reason, advice, rule(), sides, actions, spacing=2, name=f"attention.{at}")

    def _mine(self, at: int, item: Attention, texts: TwoTexts | None) -> QWidget:
        chosen = styles.refused(self.hub.client) if item.kind == "style" else None
        kept = choice_words(chosen[1].profile) if chosen else item.words or tr("（没有写意见）")
        words = Label(_different(texts.mine) if texts else kept, wrap=True)
        words.setObjectName(f"attention.{at}.words")
        what = tr("{what} · {at}").format(what=command_name(item.name), at=moment(item.at))
        return column(Label(tr("我的操作"), tone="muted"), Label(what, bold=True), words, None, spacing=1)

    def _theirs(self, at: int, item: Attention, texts: TwoTexts | None) -> QWidget:
        state = item.theirs
        if now := self._settings_now(item):
            what, stands = now
            return column(Label(what, tone="muted"), Label(stands, wrap=True), None, spacing=1)
        if state is None:
            return column(Label(tr("现在的公文"), tone="muted"), Label(tr("已不在您能看到的范围内")), None, spacing=1)
        names = self.hub.names(item.kind)
        last = state.course[-1]
        done = tr("{who} {what} · {at}").format(who=names.person(last.act.person), what=course_name(last.action), at=moment(last.act.at))
        holder = flowwords.holders(state, names)
        stands = tr("现在是“{step}”").format(step=step_name(item.kind, state.step))
        where = tr("{stands}，由{who}办理").format(stands=stands, who=holder) if holder else stands
        told = _different(texts.theirs) if texts else last.words
        words = Label(told, wrap=True)
        words.setObjectName(f"attention.{at}.theirs")
        words.setVisible(bool(told))
        return column(
            Label(tr("现在的公文"), tone="muted"), Label(done, bold=True, wrap=True), words, Label(where, wrap=True), None, spacing=1
        )

    def _settings_now(self, item: Attention) -> tuple[str, str] | None:
        """Say how a record of the unit's own stands now: what it is, and the words; None for a document."""
        client, names = self.hub.client, self.hub.names()
        outgoing = client.outgoing()
        match item.kind:
            case "style":
                return tr("现在的版式"), edition_words(client.house_style(), names)
            case "deputies":
                return tr("现在的代理"), summary(client.deputies(), client.identity.person, client.now(), names)
            case "calendar":
                return tr("现在的日历"), installed_words(client.calendar(), names)
            case "outgoing":
                return tr("现在的发文设置"), tr("单位分组 {count} 个").format(count=len(outgoing.groups) if outgoing else 0)
            case "numbering":
                return tr("现在的文号"), _number_now(*refused_number(client, item))
        return None

    def _copy(self, what: str, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self.hub.say(tr("{what}已复制，可以粘贴到别处").format(what=what))

    def _dismiss(self, command: str) -> None:
        self.hub.bridge.watch(self.hub.client.dismiss(command), self._on_dismissed, self.hub.fail)

    def _on_dismissed(self, _answer: object) -> None:
        self.enter()


def _number_now(number: str, line: Shown | None) -> str:
    stands = NUMBER_STATES.get(line.state, line.state) if line else tr("不在断号表中（多已印发）")
    return tr("{number}：{stands}").format(number=number, stands=stands)


def _different(paragraphs: tuple[str, ...]) -> str:
    """Give the paragraphs that only one of two texts has, the first of them where there are many."""
    if not paragraphs:
        return tr("（没有不同的段落）")
    more = len(paragraphs) - SHOWN
    rest = [tr("……另有 {count} 段").format(count=more)] if more > 0 else []
    return "\n".join([tr("与另一份不同的段落："), *paragraphs[:SHOWN], *rest])
