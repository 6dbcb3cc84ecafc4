"""What every page of the work area answers to: showing, reading again, actions by id, leaving without loss."""

from PySide6.QtWidgets import QWidget

from xzt.core.notices import Notice
from xzt.ui.hub import Hub


class Page(QWidget):
    """A page of the work area. ``trigger`` returns False for an action that the page does not have."""

    def __init__(self, hub: Hub, name: str, title: str) -> None:
        super().__init__()
        self.hub = hub
        self.title = title
        self.setObjectName(name)
        self.setAccessibleName(title)

    def enter(self) -> None:
        """Come into sight: read everything again."""

    def on_notice(self, notice: Notice) -> None:
        """Hear a notice of the client while in sight."""

    def trigger(self, action: str) -> bool:  # noqa: ARG002  pages with actions look at it
        """Run an action of this page."""
        return False

    def leave(self) -> None:
        """Go out of sight; what was written is kept."""
