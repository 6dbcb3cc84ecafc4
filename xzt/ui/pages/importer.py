"""Reads files in jobs: those that hold a document are offered for confirmation, the text of OFD and PDF files becomes an attachment."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from xzt.client.jobs import Progress
from xzt.docs.importing.reading import Imported
from xzt.docs.model import Block
from xzt.ui.hub import Hub
from xzt.ui.pages.importing import ImportForm
from xzt.ui.text import tr

T = TypeVar("T")

FILES = tr("公文文件 (*.docx *.txt);;作为附件的文字 (*.ofd *.pdf)")
ENDINGS = (".txt", ".docx", ".ofd", ".pdf")
_ATTACHED = frozenset({".ofd", ".pdf"})


class Importer(QObject):
    """``offered`` when a file waits in the form; ``attached`` carries title and blocks of an attachment."""

    offered = Signal()
    attached = Signal(str, object)

    def __init__(self, hub: Hub, form: ImportForm, parent: QObject) -> None:
        super().__init__(parent)
        self._hub, self._form = hub, form
        self._draft = 0

    def leave(self) -> None:
        """Another draft comes into the place: what is being read for this one does not go into that one."""
        self._draft += 1

    def read(self, path: Path) -> None:
        """Read a file by its ending."""
        if path.suffix.lower() in _ATTACHED:
            self._run(path, partial(_attachment, path), partial(self._on_attachment, path.stem))
            return
        unit = self._hub.client.directory.unit(self._hub.client.identity.unit)
        letters = frozenset(unit.letter_series) if unit else frozenset()

        def work(_progress: Progress) -> Imported:
            from xzt.docs.importing.files import read_file  # readers load when a file comes

            return read_file(path, letter_series=letters)

        self._run(path, work, partial(self._on_read, path.name))

    def _run(self, path: Path, work: Callable[[Progress], T], then: Callable[[T], None]) -> None:
        draft = self._draft

        def ended(found: T) -> None:
            if draft == self._draft:
                then(found)
            else:
                words = tr("“{name}”没有导入：读完时打开的已是另一份草稿。两份草稿都没有变化，需要时请再导入。")
                self._hub.say(words.format(name=path.name), stays=True)

        self._hub.run(self._hub.client.jobs.run("import", work), ended)

    def _on_read(self, name: str, imported: Imported) -> None:
        self._form.begin(name, imported, self._hub.client.unit_profile())
        self.offered.emit()

    def _on_attachment(self, title: str, blocks: tuple[Block, ...]) -> None:
        if blocks:
            self.attached.emit(title, blocks)
            self._hub.say(tr("文字已放进附件“{title}”，版面和图片没有带过来，请核对。").format(title=title))
        else:
            self._hub.say(tr("“{title}”里没有文字，可能是扫描件；草稿没有变化。").format(title=title), stays=True)


def _attachment(path: Path, _progress: Progress) -> tuple[Block, ...]:
    from xzt.docs.importing.attachments import attachment_blocks, read_attachment  # as above

    return attachment_blocks(read_attachment(path))
