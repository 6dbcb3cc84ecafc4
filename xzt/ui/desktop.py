"""The desktop program: unlock window, then main windows, one a person. Builds the parts; the composition root calls it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from xzt.client import inputmethod
from xzt.client.clock import Clock, utc_now
from xzt.client.session import Client
from xzt.ui import icons, theme
from xzt.ui.funnel import Funnel
from xzt.ui.pages.unlock import Account, UnlockWindow
from xzt.ui.window import MainWindow


def make_application(arguments: Sequence[str] = ("xzt",), look: str = "light") -> QApplication:
    """Make the one QApplication of the process with our look and Chinese standard buttons."""
    existing = QApplication.instance()
    if existing is None:
        inputmethod.settle()
    app = existing if isinstance(existing, QApplication) else QApplication(list(arguments))
    app.setApplicationName("xzt")
    app.setApplicationDisplayName("湘政通")
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    theme.apply_theme(app, look)
    app.setWindowIcon(QIcon(icons.icon("seal", "accent")))
    return app


class Desktop(QObject):
    """Runs unlock window and main windows. ``opened`` carries a new ``MainWindow``."""

    opened = Signal(object)

    def __init__(self, root: Path, server: str = "", accounts: Sequence[Account] = (), clock: Clock = utc_now) -> None:
        super().__init__()
        self._root, self._server, self._accounts, self._clock = root, server, tuple(accounts), clock
        self.unlock: UnlockWindow | None = None
        self.windows: list[MainWindow] = []
        self.funnel = Funnel(self._say)

    def start(self) -> UnlockWindow:
        """Show the unlock window; exceptions that nobody catches come to the funnel from here on."""
        self.funnel.install()
        return self.show_unlock()

    def show_unlock(self) -> UnlockWindow:
        """Show a fresh unlock window."""
        self.unlock = UnlockWindow(self._root, self._server, self._accounts, self._clock)
        self.unlock.unlocked.connect(self._on_unlocked)
        self.unlock.show()
        return self.unlock

    def stop(self) -> None:
        """Close every window and its client."""
        for window in list(self.windows):
            self._close(window)
        if self.unlock is not None:
            self.unlock.close()
            self.unlock = None

    def _on_unlocked(self, client: Client, password: str) -> None:
        window = MainWindow(client)
        self.windows.append(window)
        window.locked.connect(self._on_locked)
        window.restore_asked.connect(self._on_restore_asked)
        client.start(password)
        window.show()
        if self.unlock is not None:
            self.unlock.close()
            self.unlock.deleteLater()
            self.unlock = None
        self.opened.emit(window)

    def _on_locked(self) -> None:
        window = self.sender()
        if isinstance(window, MainWindow):
            self._close(window)
            self.show_unlock()

    def _on_restore_asked(self) -> None:
        window = self.sender()
        if isinstance(window, MainWindow):
            folder = str(window.client.folder)
            self._close(window)
            self.show_unlock().show_recovery(folder)

    def _close(self, window: MainWindow) -> None:
        self.windows.remove(window)
        window.close()
        window.client.close()
        window.deleteLater()

    def _say(self, words: str) -> None:
        if self.windows:
            self.windows[-1].hub.say(words, stays=True)
        elif self.unlock is not None:
            self.unlock.words.setText(words)
            self.unlock.words.show()
