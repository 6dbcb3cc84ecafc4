"""The picture under the caret: how it looks, how wide it is, its caption; or a new one is put in."""

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSpinBox, QStackedWidget, QVBoxLayout, QWidget

from xzt.docs.drafting.lines import PICTURE, Look
from xzt.docs.drafting.tables import Range
from xzt.docs.model import Image
from xzt.ui import theme
from xzt.ui.bodyeditor import BodyEditor
from xzt.ui.editing import caret_of, replace_lines, select
from xzt.ui.lineformat import look_of
from xzt.ui.pausing import after_pause
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, row

SOON = 80
TYPE_AREA = 156
"""The width of the type area in mm."""


class PicturePanel(QWidget):
    """Shows the picture that the caret of the editor is in; ``ask`` lets a person choose one."""

    def __init__(self, editor: BodyEditor, ask: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("picture")
        self._editor, self._ask = editor, ask
        self.image: Image | None = None
        self._pixmap = QPixmap()
        self._quiet = False
        self.stack = QStackedWidget()
        self.stack.addWidget(self._beginning())
        self.stack.addWidget(self._changing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.gap(1), 0, 0)
        layout.addWidget(self.stack)
        self._soon = after_pause(self, SOON, self.follow)
        editor.cursorPositionChanged.connect(self._soon.start)

    def follow(self) -> None:
        """Show the picture under the caret as it stands."""
        frame = look_of(self._editor.textCursor().block()).frame
        image = frame if isinstance(frame, Image) else None
        self.stack.setCurrentIndex(1 if image else 0)
        if image is not None and image != self.image:
            self._pixmap = QPixmap()
            self._pixmap.loadFromData(image.data)
            self._quiet = True
            self.width_of.setValue(round(image.width))
            self._quiet = False
            size = tr("{wide} × {high} 点，{bytes} KB")
            self.size_of.setText(size.format(wide=self._pixmap.width(), high=self._pixmap.height(), bytes=max(1, len(image.data) // 1024)))
        self.image = image
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the panel."""
        super().resizeEvent(event)
        self._draw()

    # inside

    def _beginning(self) -> QWidget:
        self.insert = button("picture.insert", tr("插入图片…"), self._ask, icon="picture", look="primary")
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1.5))
        layout.addWidget(row(self.insert, None))
        hint = tr("PNG 或 JPEG，不超过 12 MB、2400 万像素；也可以复制图片后按 Ctrl+V，或把图片文件拖进正文。图片所在的一行写图片说明。")
        layout.addWidget(Label(hint, tone="muted", wrap=True))
        layout.addStretch(1)
        return made

    def _changing(self) -> QWidget:
        self.preview = Label()
        self.preview.setObjectName("picture.preview")
        self.preview.setAccessibleName(tr("图片"))
        self.preview.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.preview.setMinimumHeight(theme.gap(12))
        self.preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.size_of = Label(tone="muted")
        self.width_of = QSpinBox()
        self.width_of.setObjectName("picture.width")
        self.width_of.setAccessibleName(tr("图片宽度（毫米）"))
        self.width_of.setRange(0, TYPE_AREA)
        self.width_of.setSpecialValueText(tr("原大"))
        self.width_of.setSuffix(tr(" 毫米"))
        self.width_of.setKeyboardTracking(False)
        self.width_of.valueChanged.connect(self._on_width)
        remove = button("picture.remove", tr("删除图片"), self._on_remove, icon="remove", look="plain")
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.gap(1))
        layout.addWidget(row(Label(tr("宽"), tone="muted"), self.width_of, self.size_of, None, remove))
        layout.addWidget(self.preview, 1)
        return made

    def _draw(self) -> None:
        if self.image is None or self._pixmap.isNull():
            return
        ratio = self.devicePixelRatioF()
        room = self.preview.size() * ratio
        shown = self._pixmap.scaled(
            min(room.width(), self._pixmap.width()),
            min(room.height(), self._pixmap.height()),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown.setDevicePixelRatio(ratio)
        self.preview.setPixmap(shown)

    def _on_width(self, width: int) -> None:
        if self._quiet or self.image is None:
            return
        caret = caret_of(self._editor)
        line = self._editor.lines()[caret.line]
        self._editor.stepped.emit()
        look = Look(PICTURE, replace(self.image, width=float(width)))
        replace_lines(self._editor, Range(caret.line, caret.line + 1), (replace(line, look=look),))
        self._editor.stepped.emit()
        select(self._editor, caret.line, caret.column)
        self.follow()

    def _on_remove(self) -> None:
        if self.image is not None:
            line = caret_of(self._editor).line
            self._editor.stepped.emit()
            replace_lines(self._editor, Range(line, line + 1), ())
            self._editor.stepped.emit()
            self.follow()
            self._editor.setFocus()
