"""What the checks are to a drafter: asked at every pause, listed, marked in text and at fields, mended, ignored (DOC-05)."""

from PySide6.QtCore import QObject, Signal

from xzt.client import known
from xzt.docs.checks.findings import Finding, Level
from xzt.docs.checks.ignoring import key_of
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Issuance, OfficialDocument
from xzt.ui.findingmarks import FindingMarks
from xzt.ui.findingwords import spot_text
from xzt.ui.hub import Hub
from xzt.ui.pages.checking import Checking
from xzt.ui.pages.checklist import CheckList
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.keeping import DraftKeeper
from xzt.ui.pages.parts import PartsEditor
from xzt.ui.text import tr

_RUNNING = frozenset({"body", "pages"})
"""Parts that no field shows: there may be thousands of findings."""
_LINE_END = "\u2029"
"""How Qt parts lines in a selection."""


class Proofing(QObject):
    """Holds the checks of a page of drafting. ``mended`` carries the document with mends made; ``wrote`` after one in the text."""

    mended = Signal(object)
    wrote = Signal()

    def __init__(self, hub: Hub, parts: PartsEditor, elements: ElementsForm, keeper: DraftKeeper, parent: QObject) -> None:
        super().__init__(parent)
        self._hub, self._parts, self._elements, self._keeper = hub, parts, elements, keeper
        self.list = CheckList()
        self._checking = Checking(hub, self)
        self.marks = FindingMarks(parts.editor)
        self._document: OfficialDocument | None = None
        self._issuance = Issuance()
        self._missing = ""
        self._in_sight = ""
        self._checking.checked.connect(self._on_checked)
        self.list.mended.connect(self._on_mended)
        self.list.ignoring.connect(self._on_ignoring)
        self.marks.mend_asked.connect(self._on_mend_one)
        self.marks.ignore_asked.connect(self._on_ignore_one)
        parts.moved.connect(self._on_moved)
        keeper.opened.connect(self._hear_again)
        keeper.taken.connect(self._hear_again)

    @property
    def findings(self) -> list[Finding]:
        """What was found in the text as it stood at the last pause, but for what is ignored."""
        return self.list.findings

    def ask(self, document: OfficialDocument, issuance: Issuance) -> None:
        """Check the document under the pen."""
        self._document, self._issuance = document, issuance
        client = self._hub.client
        self._checking.ask(document, known.given(issuance, client.directory, client.unit_profile(), self._missing))

    def follow(self, model: PageModel) -> None:
        """Check the pages of the document that was asked about last, and the characters that no font has."""
        if self._document is None:
            return
        self._checking.follow_pages(self._document, model)
        if model.missing != self._missing:
            self._missing = model.missing
            self.ask(self._document, self._issuance)

    def before_sending(self) -> tuple[Finding | None, str]:
        """Return what forbids to send the text on, and what is to be said of the rest."""
        blocking = next((found for found in self.findings if found.blocks), None)
        errors = sum(found.level is Level.ERROR for found in self.findings)
        blank = sum(found.rule == "M01" for found in self.findings)
        words = tr("检查还有 {count} 处错误，可以先改再送。").format(count=errors) if errors else ""
        return blocking, words + (tr("其中 {count} 处是模板里还没有填的。").format(count=blank) if blank else "")

    def _on_checked(self, document: OfficialDocument, found: list[Finding]) -> None:
        self.list.show_findings(found, document, self._ignored())
        self._mark(document)

    def _mark(self, document: OfficialDocument) -> None:
        self._in_sight = self._parts.part
        self.marks.show(self._in_sight, self.findings, document)
        self._elements.show_findings([found for found in self.findings if found.place.part not in _RUNNING])

    def _on_moved(self) -> None:
        if self._document is not None and self._parts.part != self._in_sight:
            self._mark(self._document)

    def _ignored(self) -> frozenset[str]:
        return self._keeper.session.ignored if self._keeper.session is not None else frozenset()

    def _on_ignoring(self, key: str, on: bool) -> None:  # noqa: FBT001  a signal's
        if self._keeper.session is not None:
            self._keeper.session.ignore(key, on=on)
            self._hear_again()

    def _hear_again(self) -> None:
        """What is ignored may have changed, here or by another who writes the draft."""
        self.list.ignore_again(self._ignored())
        if self._document is not None:
            self._mark(self._document)

    def _on_ignore_one(self, found: object) -> None:
        if isinstance(found, Finding):
            self._on_ignoring(key_of(found), True)  # noqa: FBT003  as above

    def _on_mended(self, wanted: list[Finding]) -> None:
        if len(wanted) == 1 and wanted[0].place.block >= 0:
            self._on_mend_one(wanted[0])
        elif wanted and self._document is not None:
            from xzt.docs.checks.checking import mend  # rules load with the first draft

            self.mended.emit(mend(self._document, wanted))
            self._hub.say(tr("已改 {count} 处").format(count=len(wanted)))

    def _on_mend_one(self, found: object) -> None:
        """Write a mend where the person would: it is tracked, undone and sent like any edit. Text that has changed since stays."""
        if not isinstance(found, Finding) or found.fix is None or self._document is None:
            return
        spot, editor = found.place, self._parts.editor
        self._parts.show_spot(spot.part, spot.block, spot.start, spot.end)
        if editor.textCursor().selectedText().replace(_LINE_END, "\n") != spot_text(self._document, spot):
            self._hub.say(tr("这里的文字刚刚改过，请等检查完再改。"))
            return
        editor.insertPlainText(found.fix)
        self.wrote.emit()
