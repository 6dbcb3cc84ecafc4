"""The list of what the checks found: errors and advice in words, a click jumps there; mends are shown before they are applied."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget

from xzt.docs.checks.findings import Finding, Level, Spot
from xzt.docs.model import OfficialDocument, text_of
from xzt.ui import icons, theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, row

_MOST = 500


class CheckList(QWidget):
    """Shows findings. ``jumped`` carries a Finding; ``mended`` asks to apply every fix."""

    jumped = Signal(object)
    mended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("checks")
        self.findings: list[Finding] = []
        self._document: OfficialDocument | None = None
        self.summary = Label(tr("正在检查…"), tone="muted")
        self.summary.setObjectName("checks.summary")
        self.mend = button("draft.mend", tr("全部修改…"), self.show_mends, icon="check", look="plain")
        self.apply = button("mend.confirm", tr("应用修改"), self._on_apply, look="primary")
        self.cancel = button("mend.cancel", tr("不改"), self._on_cancel)
        self.list = self._make_list("checks.list", tr("检查结果"))
        self.preview = self._make_list("checks.preview", tr("将要做的修改"))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.preview)
        self.list.itemActivated.connect(self._on_jump)
        self.list.itemClicked.connect(self._on_jump)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.gap(1), 0, 0)
        layout.setSpacing(theme.gap(1))
        layout.addWidget(row(Label(tr("检查"), bold=True), self.summary, None, self.mend, self.cancel, self.apply))
        layout.addWidget(self.stack, 1)
        self._show(mends=False)

    def show_findings(self, findings: list[Finding], document: OfficialDocument | None) -> None:
        """Show what was found in ``document``."""
        self.findings, self._document = findings, document
        errors = sum(found.level is Level.ERROR for found in findings)
        mends = sum(found.fix is not None for found in findings)
        self._fill(self.list, findings, _words)
        if not findings:
            self.summary.setText(tr("没有发现问题"))
        else:
            counts = tr("错误 {errors} · 建议 {advice}").format(errors=errors, advice=len(findings) - errors)
            self.summary.setText(counts if len(findings) <= _MOST else tr("{counts}，显示前 {most} 条").format(counts=counts, most=_MOST))
        self.mend.setText(tr("全部修改（{count}）…").format(count=mends) if mends else tr("全部修改…"))
        self.mend.setEnabled(mends > 0)
        self._show(mends=False)

    def show_mends(self) -> None:
        """Show every mend before it is made."""
        mends = [found for found in self.findings if found.fix is not None]
        if mends:
            self._fill(self.preview, mends, partial(_mend_words, self._document))
            self.apply.setText(tr("应用 {count} 处修改").format(count=len(mends)))
            self._show(mends=True)
            self.apply.setFocus()

    def _on_apply(self) -> None:
        self._show(mends=False)
        self.mended.emit()

    def _on_cancel(self) -> None:
        self._show(mends=False)

    def _on_jump(self, item: QListWidgetItem) -> None:
        found = item.data(Qt.ItemDataRole.UserRole)
        if isinstance(found, Finding):
            self.jumped.emit(found)

    def _show(self, *, mends: bool) -> None:
        self.stack.setCurrentIndex(1 if mends else 0)
        self.apply.setVisible(mends)
        self.cancel.setVisible(mends)
        self.mend.setVisible(not mends)

    def _fill(self, where: QListWidget, findings: list[Finding], say: Callable[[Finding], str]) -> None:
        where.clear()
        for found in findings[:_MOST]:
            error = found.level is Level.ERROR
            item = QListWidgetItem(icons.icon("attention" if error else "help", "amber" if error else "muted"), say(found))
            item.setData(Qt.ItemDataRole.UserRole, found)
            item.setToolTip(found.clause)
            where.addItem(item)

    def _make_list(self, name: str, title: str) -> QListWidget:
        made = QListWidget()
        made.setObjectName(name)
        made.setAccessibleName(title)
        made.setUniformItemSizes(True)
        made.setWordWrap(False)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return made


def _words(found: Finding) -> str:
    grade = tr("错误") if found.level is Level.ERROR else tr("建议")
    return tr("{grade}　{what}　“{where}”").format(grade=grade, what=found.explanation, where=_short(found.excerpt))


def _mend_words(document: OfficialDocument | None, found: Finding) -> str:
    was = spot_text(document, found.place) if document is not None else ""
    fix = tr("“{fix}”").format(fix=found.fix) if found.fix else tr("去掉")
    words = tr("“{was}” 改为 {fix}　{where}　{why}")
    return words.format(was=_short(was), fix=fix, where=_short(found.excerpt), why=found.explanation)


def spot_text(document: OfficialDocument, spot: Spot) -> str:
    """Return the text that a finding is about."""
    name, _, rest = spot.part.partition(":")
    if name == "attachment":
        number, _, what = rest.partition(":")
        part = document.attachments[int(number)]
        text = text_of(part.blocks[spot.block]) if spot.block >= 0 else (part.title if what == "title" else part.label)
    elif name == "body":
        text = text_of(document.blocks[spot.block]) if spot.block >= 0 else ""
    else:
        value = getattr(document, name, "")
        text = value if isinstance(value, str) else "、".join(value) if isinstance(value, tuple) else ""
    return text[spot.start : spot.end]


def _short(text: str) -> str:
    return text.replace("\n", " ") if len(text) <= 24 else text[:23].replace("\n", " ") + "…"
