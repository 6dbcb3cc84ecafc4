"""The tools of writing around the text: levels and lists, find and replace, numbers of headings, counting, what is put in.

Each tool is a widget or a rule of its own; here they get their place, their action, and what they work on.
"""

from collections.abc import Callable, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QMenu, QPlainTextEdit, QWidget

from xzt.client.jobs import Progress
from xzt.docs.drafting.draft import Splice
from xzt.docs.drafting.lines import ITEM, Manuscript
from xzt.docs.drafting.numbering import out_of_order, renumbered
from xzt.docs.drafting.tracking import final_text
from xzt.docs.model import ItemList
from xzt.ui.actions import LEVELS
from xzt.ui.editing import caret_of, select, set_list
from xzt.ui.hub import Hub
from xzt.ui.lineformat import continues, level_of, look_of
from xzt.ui.pages.draftframe import DraftFrame
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.findbar import FindBar
from xzt.ui.pages.inserting import Inserting
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.pages.phrasepanel import PhrasePanel
from xzt.ui.pages.picturepanel import PicturePanel
from xzt.ui.pages.renumbering import RenumberPanel
from xzt.ui.pages.tablepanel import TablePanel
from xzt.ui.pages.wordcount import WordCount
from xzt.ui.text import tr
from xzt.ui.widgets.controls import put_text

GAP = "……"
"""What a person has to fill in."""
LISTS = ("draft.list", "draft.ordered")


class Bench(Struct, frozen=True):
    """What the tools work on. ``read`` gives what is written, ``put`` shows a changed manuscript as one step of undo."""

    hub: Hub
    frame: DraftFrame
    parts: PartsEditor
    elements: ElementsForm
    read: Callable[[], Manuscript | None]
    put: Callable[[Manuscript, Sequence[Splice]], None]


class Writing(QObject):
    """Gives the tools their places in the frame; ``trigger`` runs one."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench, self._editor = bench, bench.parts.editor
        self.find = FindBar(bench.read, bench.put, bench.parts, bench.elements)
        self.find.said.connect(bench.hub.say)
        self.count = WordCount(self._editor)
        self.count.clicked.connect(self._on_count)
        self.renumbering = RenumberPanel(self._on_renumber, self._on_keep_numbers)
        self.inserting = Inserting(bench.hub, self._editor, self)
        self.tables = TablePanel(self._editor)
        self.pictures = PicturePanel(self._editor, self.inserting.ask_picture)
        self.phrases = PhrasePanel(bench.hub.client, self._kind, self._selected)
        self.phrases.picked.connect(self._on_phrase)
        self.phrases.closed.connect(self._editor.setFocus)
        bench.frame.below.addTab(self.phrases, tr("常用语"))
        bench.frame.below.addTab(self.tables, tr("表格"))
        bench.frame.below.addTab(self.pictures, tr("图片"))
        bench.frame.above.addWidget(self.find)
        bench.frame.foot.addWidget(self.count)
        self._renumber_tab = bench.frame.below.addTab(self.renumbering, tr("标题序号"))
        bench.frame.below.setTabVisible(self._renumber_tab, False)  # noqa: FBT003  Qt takes it by place
        bench.frame.below.currentChanged.connect(self._on_tab)
        self._actions: dict[str, Callable[[], None]] = {
            "draft.find": partial(self.find.begin, replacing=False),
            "draft.replace": partial(self.find.begin, replacing=True),
            "draft.next": partial(self.find.step, 1),
            "draft.previous": partial(self.find.step, -1),
            "draft.count": self._on_count,
            "draft.renumber": self._on_numbers,
            "draft.paste_plain": self._on_paste_plain,
            "draft.table": self._on_table,
            "draft.phrases": self._on_phrases,
            "draft.picture": self.inserting.ask_picture,
            "draft.list": partial(self._as_step, partial(set_list, self._editor, ordered=False)),
            "draft.ordered": partial(self._as_step, partial(set_list, self._editor, ordered=True)),
        }
        bench.elements.recent_asked.connect(self._on_recent)
        for level, action in enumerate(LEVELS):
            self._actions[action] = partial(self._as_step, partial(self._editor.set_level, level))
        self._editor.cursorPositionChanged.connect(self._on_caret)
        self._editor.settled_levels.connect(self._on_caret)

    def trigger(self, action: str) -> bool:
        """Run a tool; says whether there is one of this name."""
        if action in self._actions:
            self._actions[action]()
            return True
        return False

    def settled(self) -> None:
        """Follow the text after a pause."""
        manuscript = self._bench.read()
        if manuscript is not None:
            self.count.show_text(final_text(manuscript))
            self.find.refresh()

    def leave(self) -> bool:
        """Put away what was called up; says whether there was anything."""
        if self.find.isHidden():
            return False
        self.find.end()
        return True

    def _as_step(self, work: Callable[[], None]) -> None:
        self._editor.stepped.emit()
        work()
        self._editor.stepped.emit()

    def _on_caret(self) -> None:
        """Show in the strip what the line under the caret is."""
        block = self._editor.textCursor().block()
        level = level_of(block)
        while continues(block):
            block = block.previous()
        frame = look_of(block).frame
        kind = LISTS[frame.ordered] if level == ITEM and isinstance(frame, ItemList) else ""
        strip = self._bench.frame.strip
        strip.mark(LEVELS[level] if level < len(LEVELS) else "", LEVELS)
        strip.mark(kind, LISTS)

    def _on_count(self) -> None:
        self._bench.hub.say(self.count.words())

    def _on_table(self) -> None:
        self._bench.frame.below.setCurrentWidget(self.tables)
        self.tables.ask()

    def _kind(self) -> str:
        manuscript = self._bench.read()
        return manuscript.elements.kind.value if manuscript is not None else ""

    def _selected(self) -> str:
        return self._editor.textCursor().selectedText().replace("\u2029", "").replace("\u2028", "")

    def _on_phrases(self) -> None:
        self._bench.frame.below.setCurrentWidget(self.phrases)
        self.phrases.ask()

    def _on_phrase(self, text: str) -> None:
        """Put a phrase in; its first gap is selected, so that the person writes on there."""
        caret = caret_of(self._editor)
        self._as_step(partial(self._editor.insert_plain, text))
        gap = text.find(GAP)
        if gap >= 0:
            end = caret_of(self._editor)
            start = end.column - len(text) if end.line == caret.line else 0
            select(self._editor, end.line, start + gap, start + gap + len(GAP))
        self._editor.setFocus()

    def _on_paste_plain(self) -> None:
        self._as_step(partial(self._editor.insert_plain, QGuiApplication.clipboard().text()))

    # what was written in earlier documents

    def _on_recent(self, element: str) -> None:
        client = self._bench.hub.client

        def work(_progress: Progress) -> tuple[str, ...]:
            from xzt.client.earlier import recent  # reads many records, once in a while

            return recent(client, element)

        self._bench.hub.run(client.jobs.run("recent", work), partial(self._offer, element))

    def _offer(self, element: str, words: tuple[str, ...]) -> None:
        """Offer what was used lately below the field, the newest first."""
        control = self._bench.elements.control(element)
        if not isinstance(control, QLineEdit | QPlainTextEdit):
            return
        if not words:
            self._bench.hub.say(tr("以前的公文里还没有用过。写过一次以后，这里会列出来。"))
            return
        menu = QMenu(control)
        menu.setObjectName("recent")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for one in words:
            entry = menu.addAction(one.replace("\n", " ").replace("&", "&&"))
            entry.triggered.connect(partial(put_text, control, one))
        menu.popup(control.mapToGlobal(control.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    # numbers of headings

    def _on_numbers(self) -> None:
        manuscript = self._bench.read()
        wrong = out_of_order(manuscript.parts) if manuscript is not None else []
        if not wrong:
            self._bench.hub.say(tr("标题序号都接得上，不用整理。"))
            return
        below = self._bench.frame.below
        below.setTabVisible(self._renumber_tab, True)  # noqa: FBT003  as above
        below.setCurrentWidget(self.renumbering)
        self.renumbering.show_wrong(wrong)

    def _on_renumber(self) -> None:
        manuscript = self._bench.read()
        if manuscript is not None:
            count = len(out_of_order(manuscript.parts))
            self._bench.put(replace(manuscript, parts=renumbered(manuscript.parts)), ())
            self._bench.hub.say(tr("已改 {count} 个序号，按 Ctrl+Z 可一次撤销").format(count=count))
        self._on_keep_numbers()

    def _on_tab(self, at: int) -> None:
        """Let a tab that comes into sight show what is now; the list of numbers goes out of sight."""
        shown = self._bench.frame.below.currentWidget()
        if shown is self.phrases:
            self.phrases.fill()
        elif isinstance(shown, TablePanel | PicturePanel):
            shown.follow()
        if at != self._renumber_tab:
            self._bench.frame.below.setTabVisible(self._renumber_tab, False)  # noqa: FBT003  as above

    def _on_keep_numbers(self) -> None:
        self._bench.frame.below.setTabVisible(self._renumber_tab, False)  # noqa: FBT003  as above
        self._editor.setFocus()
