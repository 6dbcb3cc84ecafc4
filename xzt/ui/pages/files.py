"""Attachments, the sealed file with its facts, and the ledger of the receiving units. Read only."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from xzt.core.encoding import decode
from xzt.core.notices import Notice, Transfers
from xzt.docs.model import OfficialDocument
from xzt.office.act import opinion_files
from xzt.office.dispatch.state import Dispatch
from xzt.office.registry import Matter
from xzt.ui import theme
from xzt.ui.flowwords import ledger_lines, sender_of
from xzt.ui.hub import Hub
from xzt.ui.pages.filelist import FileList
from xzt.ui.text import Names, tr
from xzt.ui.widgets.controls import Label, clear, panel, settle
from xzt.ui.widgets.course import moment


class FilesPane(QWidget):
    """What belongs to the record besides its text."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.setObjectName("record.files")
        self._hub = hub
        self.files: FileList | None = None
        self.said: FileList | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(theme.gap(6), theme.gap(5), theme.gap(6), theme.gap(5))
        self._layout.setSpacing(theme.gap(4))

    def show_record(self, state: Matter, names: Names) -> None:
        """Show what a record has."""
        clear(self._layout)
        document = decode(state.document, OfficialDocument)
        attached = [(item.label or tr("印发件"), item.title.replace("\n", ""), "") for item in document.attachments]
        self._add(tr("附件"), attached, tr("没有附件"))
        self.files = FileList(self._hub, "record.attached")
        self.files.show_files(state.attached if isinstance(state, Dispatch) else state.source.attached)
        self._layout.addWidget(panel(Label(tr("随文文件"), bold=True), self.files, spacing=2))
        self.said = None
        if handed := opinion_files(state.course):
            self.said = FileList(self._hub, "record.opinions")
            self.said.show_files(handed)
            self._layout.addWidget(panel(Label(tr("意见的附件"), bold=True), self.said, spacing=2))
        self._add(tr("盖章文件"), self._sealed(state, names), tr("还没有用印"))
        if isinstance(state, Dispatch):
            self._add(tr("分发情况"), ledger_lines(state, names), tr("还没有分发"))
        self._layout.addStretch(1)
        settle(self)

    def on_notice(self, notice: Notice) -> None:
        """Follow the files that move."""
        if isinstance(notice, Transfers) and self.isVisible():
            for shown in (self.files, self.said):
                if shown is not None:
                    shown.refresh(notice)

    def _sealed(self, state: Matter, names: Names) -> list[tuple[str, str, str]]:
        digest = state.source.file if not isinstance(state, Dispatch) else (state.seal.sealed if state.seal else "")
        if not digest:
            return []
        here = tr("已在本机") if self._hub.client.has_blob(digest) else tr("联网后取回")
        shown = " ".join(digest[at : at + 16] for at in range(0, len(digest), 16))  # in groups, so that it can be compared and wraps
        if isinstance(state, Dispatch):
            seal = state.seal.seal_name if state.seal else ""
            return [(tr("印章"), seal, moment(state.sealed_at)), (tr("文件摘要（SM3）"), shown, here)]
        return [
            (tr("来文单位"), sender_of(state, names), state.source.signed_on),
            (tr("来文字号"), state.source.number, tr("抄送") if state.source.copy else tr("主送")),
            (tr("文件摘要（SM3）"), shown, here),
        ]

    def _add(self, title: str, lines: list[tuple[str, str, str]], empty: str) -> None:
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap(4))
        grid.setVerticalSpacing(theme.gap(1.6))
        grid.setColumnStretch(1, 1)
        for at, (name, value, more) in enumerate(lines):
            grid.addWidget(Label(name, tone="muted"), at, 0, Qt.AlignmentFlag.AlignTop)
            text = Label(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(name)
            grid.addWidget(text, at, 1)
            grid.addWidget(Label(more, tone="muted"), at, 2, Qt.AlignmentFlag.AlignTop)
        if not lines:
            grid.addWidget(Label(empty, tone="muted"), 0, 0)
        self._layout.addWidget(panel(Label(title, bold=True), inner, spacing=2))
