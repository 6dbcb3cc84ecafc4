"""Long work shown as it should be (AE-12): a busy pointer after 0.3 s, a bar with cancel after 0.6 s, kept at least 0.5 s."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from xzt.core.notices import JobProgress
from xzt.ui import theme
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button

HINT, DELAY, LEAST = 300, 600, 500


class Busy(QFrame):
    """A bar over its parent while a job runs."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("busy")
        self.setProperty("look", "panel")
        self._around = parent
        self._job = -1
        self._cancel: Callable[[], None] | None = None
        self.words = Label()
        self.progress = QProgressBar()
        self.progress.setObjectName("busy.progress")
        self.progress.setAccessibleName(tr("进度"))
        self.progress.setTextVisible(False)
        self.stop = button("busy.cancel", tr("取消"), self._on_cancel)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(2), theme.gap(2), theme.gap(2))
        layout.setSpacing(theme.gap(3))
        layout.addWidget(self.words)
        layout.addWidget(self.progress, 1)
        layout.addWidget(self.stop)
        self._hint, self._delay, self._keep = QTimer(self), QTimer(self), QTimer(self)
        for timer, run in ((self._hint, self._point), (self._delay, self._appear), (self._keep, self.hide)):
            timer.setSingleShot(True)
            timer.timeout.connect(run)
        self._shown = QElapsedTimer()
        self.hide()

    def begin(self, job: int, words: str, cancel: Callable[[], None]) -> None:
        """A job has begun."""
        self._job, self._cancel = job, cancel
        self.words.setText(words)
        self.progress.setRange(0, 0)
        self._keep.stop()
        self._hint.start(HINT)
        self._delay.start(DELAY)

    def show_progress(self, notice: JobProgress) -> None:
        """Move the bar when the notice is of this job."""
        if notice.job == self._job and notice.total:
            self.progress.setRange(0, notice.total)
            self.progress.setValue(notice.done)

    def end(self) -> None:
        """The job has ended, well or not."""
        self._job = -1
        self._hint.stop()
        self._delay.stop()
        self._around.unsetCursor()
        if self.isVisible():
            self._keep.start(max(0, LEAST - self._shown.elapsed()))

    def _point(self) -> None:
        self._around.setCursor(Qt.CursorShape.BusyCursor)

    def _appear(self) -> None:
        width = min(self._around.width() - theme.gap(8), theme.gap(110))
        height = self.sizeHint().height()
        self.setGeometry((self._around.width() - width) // 2, theme.gap(6), width, height)
        self.show()
        self.raise_()
        self._shown.start()

    def _on_cancel(self) -> None:
        if self._cancel is not None:
            self._cancel()
        self.end()
