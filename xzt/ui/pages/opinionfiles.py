"""附件 of an opinion (FLW-14): files taken in beside the words, kept encrypted on this device, sent with the opinion."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from xzt.client.jobs import Progress
from xzt.office.act import AttachedFile
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pages.filelist import FileList
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button, row, settle


class OpinionFiles(QWidget):
    """The files that go with the opinion being written."""

    def __init__(self, hub: Hub, name: str) -> None:
        super().__init__()
        self.setObjectName(f"{name}.files")
        self.setAccessibleName(tr("意见的附件"))
        self._hub, self._asked = hub, 0
        self._files: tuple[AttachedFile, ...] = ()
        self.list = FileList(hub, f"{name}.files.list", self._on_remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1))
        layout.addWidget(row(button(f"{name}.files.add", tr("附文件…"), self._on_add, icon="attach", look="link"), None))
        layout.addWidget(self.list)
        self._show()

    def files(self) -> tuple[AttachedFile, ...]:
        """Return what was taken in."""
        return self._files

    def clear(self) -> None:
        """Begin with another opinion; a file that is still being taken in belongs to the one before."""
        self._asked += 1
        self._files = ()
        self._show()

    def add(self, path: Path) -> None:
        """Take a file in, in a job."""
        asked, files = self._asked, self._hub.client.files

        def work(progress: Progress) -> tuple[int, AttachedFile]:
            found = files.take_in(path, progress.step)
            return asked, AttachedFile(path.name, found.digest, found.size)

        self._hub.run(self._hub.client.jobs.run("attach", work), self._on_taken)

    def _on_taken(self, taken: tuple[int, AttachedFile]) -> None:
        if taken[0] == self._asked:
            self._files = (*self._files, taken[1])
            self._show()

    def _on_add(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("选择意见的附件"))
        if path:
            self.add(Path(path))

    def _on_remove(self, digest: str) -> None:
        self._files = tuple(file for file in self._files if file.digest != digest)
        self._show()

    def _show(self) -> None:
        self.list.show_files(self._files)
        self.list.setVisible(bool(self._files))
        settle(self)
