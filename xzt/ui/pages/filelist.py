"""The files that go with a document, one a line: name, size, where it is, and what can be done with it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QVBoxLayout, QWidget

from xzt.client.jobs import Progress
from xzt.core.notices import JobProgress, Transfers
from xzt.office.act import AttachedFile
from xzt.ui import theme
from xzt.ui.filewords import size_words, standing
from xzt.ui.hub import Hub
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, clear, icon_button, row


class FileList(QWidget):
    """Shows files; ``remove`` is offered for each where it is given."""

    def __init__(self, hub: Hub, name: str, remove: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(tr("随文文件"))
        self._hub, self._remove = hub, remove
        self._files: tuple[AttachedFile, ...] = ()
        self._states: dict[str, Label] = {}
        self._saves: dict[str, QWidget] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_files(self, files: tuple[AttachedFile, ...]) -> None:
        """Show these files."""
        if files != self._files or not self._layout.count():
            self._files = files
            self._build()
        self.refresh(self._hub.client.line.transfers())

    def refresh(self, transfers: Transfers) -> None:
        """Say anew where they are."""
        for file in self._files:
            files = self._hub.client.files
            found = standing(file.digest, files.stands(file.digest), transfers, wrong=files.was_wrong(file.digest))
            label = self._states[file.digest]
            if label.text() != found.words:
                label.setText(found.words)
                label.set_tone(found.tone)
            self._saves[file.digest].setEnabled(found.here)

    def save_to(self, file: AttachedFile, path: Path) -> None:
        """Write a file out in a job."""
        client = self._hub.client

        def work(progress: Progress) -> Path:
            client.files.copy_to(file.digest, path, progress.step)
            return path

        self._hub.run(client.jobs.run("save_file", work), self._on_saved)

    def _build(self) -> None:
        clear(self._layout)
        self._states, self._saves = {}, {}
        if not self._files:
            self._layout.addWidget(Label(tr("没有随文文件"), tone="muted"))
            return
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.gap(3))
        grid.setVerticalSpacing(theme.gap(0.4))
        grid.setColumnStretch(0, 1)
        for n, file in enumerate(self._files):
            self._line(grid, n * 2, n, file)
        self._layout.addWidget(inner)

    def _line(self, grid: QGridLayout, at: int, n: int, file: AttachedFile) -> None:
        name = Label(file.name, wrap=True)
        name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        name.setAccessibleName(tr("文件名"))
        state = Label(tone="muted", wrap=True)
        state.setObjectName(f"file.{n}.state")
        save = button(f"file.{n}.save", tr("另存为…"), partial(self._on_save, file), look="link")
        save.setAccessibleName(tr("另存为：{name}").format(name=file.name))
        parts: list[QWidget | None] = [save]
        if self._remove is not None:
            title = tr("移除：{name}").format(name=file.name)
            parts.append(icon_button(f"file.{n}.remove", title, "close", partial(self._remove, file.digest)))
        grid.addWidget(name, at, 0)
        grid.addWidget(row(*parts, spacing=1), at, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(row(Label(size_words(file.size), tone="muted"), state, None, spacing=2, margins=(0, 0, 0, 1.6)), at + 1, 0, 1, 2)
        self._states[file.digest], self._saves[file.digest] = state, save

    def _on_save(self, file: AttachedFile) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("另存为"), file.name)
        if path:
            self.save_to(file, Path(path))

    def _on_saved(self, path: Path) -> None:
        self._hub.say(tr("已另存到 {path}").format(path=str(path)))


def job_words(notice: JobProgress) -> str:
    """Say how far a file is taken in."""
    share = notice.done * 100 // notice.total if notice.total else 0
    return tr("正在加密保存 {share}%").format(share=share)
