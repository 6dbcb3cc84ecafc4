"""What is put into the text from elsewhere: pictures from a file, the clipboard or dropped, and text from Word with its structure.

Pictures are read in a job; the text is put in as one step of undo. Nothing is fetched, fonts and colours stay outside.
"""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QObject
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog

from xzt.client.jobs import Progress
from xzt.core.errors import Trouble
from xzt.docs.drafting.lines import Line, lines_of
from xzt.docs.model import Image, Paragraph
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.editing import insert_lines, select
from xzt.ui.hub import Hub
from xzt.ui.text import tr

ENDINGS = (".png", ".jpg", ".jpeg")
PICTURES = tr("图片 (*.png *.jpg *.jpeg)")


class Inserting(QObject):
    """Reads what is pasted or dropped into an editor."""

    def __init__(self, hub: Hub, editor: BodyEditor, parent: QObject) -> None:
        super().__init__(parent)
        self._hub, self._editor = hub, editor
        editor.takes = takes
        editor.pasted.connect(self._on_pasted)

    def ask_picture(self) -> None:
        """Let a person choose a picture file."""
        path, _ = QFileDialog.getOpenFileName(self._editor.window(), tr("插入图片"), "", PICTURES)
        if path:
            self.picture_file(Path(path))

    def picture_file(self, path: Path) -> None:
        """Put a picture file in where the caret stands."""

        def work(_progress: Progress) -> Image:
            try:
                data = path.read_bytes()
            except OSError as error:
                raise Trouble("import_unreadable", name=path.name) from error
            return _picture(data)

        self._hub.run(self._hub.client.jobs.run("picture", work), self._on_picture)

    def picture_data(self, data: bytes) -> None:
        """Put a picture in where the caret stands."""
        self._hub.run(self._hub.client.jobs.run("picture", lambda _progress: _picture(data)), self._on_picture)

    def _on_picture(self, picture: Image) -> None:
        self._put(lines_of((picture,)))
        self._hub.say(tr("已插入图片，可以接着写图片说明。"))

    def _on_pasted(self, source: QMimeData) -> None:
        files = picture_files(source)
        for path in files:
            self.picture_file(path)
        if files:
            return
        if source.hasHtml() and source.hasText() and self._paste_rich(source.html()):
            return
        if source.hasImage():
            self._paste_image(source.imageData())
        else:
            self._editor.insert_plain(source.text())

    def _paste_rich(self, html: str) -> bool:
        """Paste what Word, WPS or a browser gave, cleaned; says whether there was anything."""
        from xzt.docs.importing.html import cleaned  # readers load when something comes
        from xzt.docs.importing.outline import blocks_of

        try:
            entries = cleaned(html)
        except Trouble as trouble:
            self._hub.fail(trouble)
            return False
        blocks = blocks_of(entries)
        if not blocks:
            return False
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            self._editor.insert_plain(blocks[0].text)
        else:
            self._insert(lines_of(blocks))
        left = html.lower().count("<img") - sum(isinstance(block, Image) for block in blocks)
        if left > 0:
            self._hub.say(tr("文字已粘贴。另有 {count} 张图片没有随文字带来，请单独复制图片粘贴，或用“插入图片”。").format(count=left))
        return True

    def _paste_image(self, image: object) -> None:
        if isinstance(image, QImage) and not image.isNull():
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes, Qt wants a string
            self.picture_data(bytes(buffer.data().data()))

    def _put(self, lines: Sequence[Line]) -> None:
        """Put lines in as a step of its own."""
        self._editor.stepped.emit()
        self._insert(lines)
        self._editor.stepped.emit()

    def _insert(self, lines: Sequence[Line]) -> None:
        first = insert_lines(self._editor, lines)
        last = first + len(lines) - 1
        select(self._editor, last, len(lines[-1].text))


def takes(source: QMimeData) -> bool:
    """Say whether a clipboard or a drop carries more than plain text that we can read."""
    return source.hasImage() or bool(picture_files(source)) or (source.hasHtml() and not source.hasUrls())


def picture_files(source: QMimeData) -> list[Path]:
    """List the picture files that are dropped or pasted."""
    paths = [Path(url.toLocalFile()) for url in source.urls() if url.isLocalFile()]
    return [path for path in paths if path.suffix.lower() in ENDINGS]


def _picture(data: bytes) -> Image:
    from xzt.docs.importing.inserting import inserted_picture  # the picture library loads with the first picture

    return inserted_picture(data)
