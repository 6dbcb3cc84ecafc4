"""The list of what the checks found: a row each; what the chosen one says and its mend below; all mends shown before they are made.

What a drafter leaves as it is can be ignored, one place or a rule in this document, and asked for again (``checks/ignoring``). New findings
take the place of old ones row by row, so that the list does not flicker and the chosen row stays chosen.
"""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from xzt.docs.checks.findings import Finding, Level
from xzt.docs.checks.ignoring import heard, key_of, known_keys, rule_key
from xzt.docs.model import OfficialDocument
from xzt.ui import icons, theme
from xzt.ui.findingwords import change_words, ignored_words, mend_words, row_words, whole_words
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, chosen, column, combo, row
from xzt.ui.widgets.flow import flowing

_MOST = 500
_ALL, _ERRORS, _ADVICE, _IGNORED = "all", "errors", "advice", "ignored"
FILTERS = ((_ALL, tr("全部")), (_ERRORS, tr("只看错误")), (_ADVICE, tr("只看建议")), (_IGNORED, tr("不再提示的")))


class CheckList(QWidget):
    """Shows findings. ``jumped`` carries a Finding; ``mended`` the findings whose fixes are wanted; ``ignoring`` a key and whether."""

    jumped = Signal(object)
    mended = Signal(object)
    ignoring = Signal(str, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("checks")
        self.findings: list[Finding] = []
        self._all: list[Finding] = []
        self._ignored: frozenset[str] = frozenset()
        self._document: OfficialDocument | None = None
        self.summary = Label(tr("正在检查…"), tone="muted", wrap=True)
        self.summary.setObjectName("checks.summary")
        self.filter = combo("checks.filter", tr("显示哪些"), FILTERS)
        self.mend = button("draft.mend", tr("全部修改…"), self.show_mends, icon="check", look="plain")
        self.apply = button("mend.confirm", tr("应用修改"), self._on_apply, look="primary")
        self.cancel = button("mend.cancel", tr("不改"), self._on_cancel)
        self.list = _list("checks.list", tr("检查结果"))
        self.preview = _list("checks.preview", tr("将要做的修改"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.preview)
        self._make_details()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.gap(1), 0, 0)
        layout.setSpacing(theme.gap(1))
        head = row(self.filter, self.mend, self.cancel, self.apply)
        inside = head.layout()
        if isinstance(inside, QHBoxLayout):
            inside.insertWidget(0, self.summary, 1)
        layout.addWidget(head)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.details)
        self.list.itemActivated.connect(self._on_jump)
        self.list.itemClicked.connect(self._on_jump)
        self.list.currentRowChanged.connect(self._show_details)
        self.filter.currentIndexChanged.connect(self._show_rows)
        self._show(mends=False)
        self._show_details()

    def _make_details(self) -> None:
        self.what = Label(tone="muted", wrap=True)
        self.what.setObjectName("checks.what")
        self.one = button("draft.mend_one", tr("改这一处"), self.mend_one, look="link")
        self.quiet = button("checks.ignore", tr("不再提示这一处"), self._on_ignore, look="link")
        self.quiet_rule = button("checks.ignore_rule", tr("本文不提示这类"), self._on_ignore_rule, look="link")
        self.again = button("checks.again", tr("恢复提示"), self._on_again, look="link")
        buttons = flowing(self.one, self.quiet, self.quiet_rule, self.again, space=2)
        self.details = column(self.what, buttons, spacing=0.5)

    def show_findings(self, findings: Sequence[Finding], document: OfficialDocument, ignored: frozenset[str] = frozenset()) -> None:
        """Show what was found in ``document``, but for what is ignored."""
        before = self.findings
        if _names(document) != _names(self._document):
            self.list.clear()
        self._all, self._document, self._ignored = list(findings), document, ignored
        self.findings = heard(self._all, ignored)
        errors = sum(found.level is Level.ERROR for found in self.findings)
        mends = sum(found.fix is not None for found in self.findings)
        self.summary.setText(self._counts(errors))
        self.mend.setText(tr("全部修改（{count}）…").format(count=mends) if mends else tr("全部修改…"))
        self.mend.setEnabled(mends > 0)
        if self.findings != before:
            self._show(mends=False)
        self._show_rows()

    def ignore_again(self, ignored: frozenset[str]) -> None:
        """Show the same findings after what is ignored has changed."""
        if self._document is not None and ignored != self._ignored:
            self.show_findings(self._all, self._document, ignored)

    @property
    def chosen(self) -> Finding | None:
        """The finding of the chosen row."""
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Finding) else None

    def next(self) -> None:
        """Go to the next finding, after the last one to the first."""
        count = self.list.count()
        if count and chosen(self.filter) != _IGNORED:
            self.list.setCurrentRow((self.list.currentRow() + 1) % count)
            self._on_jump(self.list.item(self.list.currentRow()))

    def mend_one(self) -> None:
        """Ask for the mend of the chosen finding, which is shown beside the button."""
        found = self.chosen
        if found is not None and found.fix is not None:
            self.mended.emit([found])

    def show_mends(self) -> None:
        """Show every mend before it is made."""
        mends = [found for found in self.findings if found.fix is not None]
        if mends:
            _fill(self.preview, mends, partial(mend_words, self._document))
            self.apply.setText(tr("应用 {count} 处修改").format(count=len(mends)))
            self._show(mends=True)
            self.apply.setFocus()

    def _counts(self, errors: int) -> str:
        quiet = len(self._all) - len(self.findings)
        words = tr("没有发现问题")
        if self.findings:
            words = tr("错误 {errors} · 建议 {advice}").format(errors=errors, advice=len(self.findings) - errors)
        if len(self.findings) > _MOST:
            words = tr("{counts}，显示前 {most} 条").format(counts=words, most=_MOST)
        return tr("{counts} · 不再提示 {quiet}").format(counts=words, quiet=quiet) if quiet else words

    def _rows(self) -> list[Finding]:
        level = {_ERRORS: Level.ERROR, _ADVICE: Level.ADVICE}.get(chosen(self.filter))
        return [found for found in self.findings if level is None or found.level is level]

    def _show_rows(self) -> None:
        before = self.chosen
        if self._document is None:
            return
        if chosen(self.filter) == _IGNORED:
            self.list.clear()
            for key in known_keys(self._ignored):
                item = QListWidgetItem(ignored_words(key))
                item.setData(Qt.ItemDataRole.UserRole, key)
                self.list.addItem(item)
        else:
            _fill(self.list, self._rows(), partial(row_words, self._document))
            self._choose(before)
        self._show_details()

    def _choose(self, before: Finding | None) -> None:
        """Choose the row of a finding again, wherever it stands now."""
        if before is None:
            self.list.setCurrentRow(-1)
            return
        same = [at for at in range(self.list.count()) if key_of(self.list.item(at).data(Qt.ItemDataRole.UserRole)) == key_of(before)]
        wanted = min(same, key=lambda at: abs(at - self.list.currentRow()), default=min(self.list.currentRow(), self.list.count() - 1))
        self.list.setCurrentRow(wanted)

    def _show_details(self) -> None:
        found, item = self.chosen, self.list.currentItem()
        said = tr("F8 到下一处，回车定位，Alt+回车改这一处") if self.list.count() else ""
        if found is not None and self._document is not None:
            said = whole_words(found)
            if found.fix is not None:
                said = tr("{change}　{why}").format(change=change_words(self._document, found), why=said)
        self.what.setText(said)
        self.one.setVisible(found is not None and found.fix is not None)
        self.quiet.setVisible(found is not None and not found.blocks)
        self.quiet_rule.setVisible(found is not None and not found.blocks)
        self.again.setVisible(found is None and item is not None)
        self.details.setVisible(self.stack.currentIndex() == 0)

    def _on_ignore(self) -> None:
        if (found := self.chosen) is not None:
            self.ignoring.emit(key_of(found), True)  # noqa: FBT003  Qt's signals take no names

    def _on_ignore_rule(self) -> None:
        if (found := self.chosen) is not None:
            self.ignoring.emit(rule_key(found), True)  # noqa: FBT003  as above

    def _on_again(self) -> None:
        key = self.list.currentItem().data(Qt.ItemDataRole.UserRole) if self.list.currentItem() is not None else None
        if isinstance(key, str):
            self.ignoring.emit(key, False)  # noqa: FBT003  as above

    def _on_apply(self) -> None:
        self._show(mends=False)
        self.mended.emit([found for found in self.findings if found.fix is not None])

    def _on_cancel(self) -> None:
        self._show(mends=False)

    def _on_jump(self, item: QListWidgetItem) -> None:
        found = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(found, Finding):
            self.jumped.emit(found)

    def _show(self, *, mends: bool) -> None:
        self.stack.setCurrentIndex(1 if mends else 0)
        for made in (self.apply, self.cancel):
            made.setVisible(mends)
        self.mend.setVisible(not mends)
        self.filter.setVisible(not mends)
        self.details.setVisible(not mends)


def _names(document: OfficialDocument | None) -> tuple[tuple[str, str], ...]:
    """Return what places are called by beside their numbers."""
    return tuple((item.label, item.title) for item in document.attachments) if document is not None else ()


def _fill(where: QListWidget, findings: Sequence[Finding], say: Callable[[Finding], str]) -> None:
    """Give every row its finding; rows that are there are changed, so that nothing flickers."""
    shown = findings[:_MOST]
    where.setUpdatesEnabled(False)
    where.blockSignals(True)  # noqa: FBT003  Qt's name
    while where.count() > len(shown):
        where.takeItem(where.count() - 1)
    for at, found in enumerate(shown):
        item = where.item(at)
        if item is None:
            item = QListWidgetItem()
            where.addItem(item)
        if item.data(Qt.ItemDataRole.UserRole) != found:
            error = found.level is Level.ERROR
            item.setText(say(found))
            item.setIcon(icons.icon("attention" if error else "help", "amber" if error else "muted"))
            item.setData(Qt.ItemDataRole.UserRole, found)
            item.setToolTip(whole_words(found))
    where.blockSignals(False)  # noqa: FBT003  as above
    where.setUpdatesEnabled(True)


def _list(name: str, title: str) -> QListWidget:
    made = QListWidget()
    made.setObjectName(name)
    made.setAccessibleName(title)
    made.setUniformItemSizes(True)
    made.setWordWrap(False)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
