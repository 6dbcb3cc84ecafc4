"""共同起草: whom the drafter asks to write with him, and who is writing now."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.client.drafting import Presence
from xzt.client.session import Identity
from xzt.office.dispatch.commands import Share
from xzt.office.dispatch.state import Dispatch
from xzt.office.people import Directory
from xzt.ui import theme
from xzt.ui.text import Names, tr
from xzt.ui.widgets.controls import Label, button, field, row
from xzt.ui.widgets.people import Picker

NOW = timedelta(minutes=2)
"""Who has written within this time is said to be writing."""


class ShareForm(QFrame):
    """Chooses who writes the draft with the drafter."""

    def __init__(self, directory: Directory, identity: Identity, confirm: Callable[[], None], cancel: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("form.share")
        self.setProperty("look", "panel")
        self.setAccessibleName(tr("共同起草"))
        mine = [person for person in directory.people if person.unit == identity.unit and person.id != identity.person]
        entries = [(person.id, f"{person.name}　{person.title}" if person.title else person.name) for person in mine]
        self.people = Picker("share.people", tr("共同起草人"), entries, lines=9)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(4), theme.gap(3), theme.gap(4), theme.gap(4))
        layout.setSpacing(theme.gap(2.4))
        for part in (
            Label(tr("共同起草"), size=1.1, bold=True),
            Label(
                tr("选中的人可以和您同时写这份草稿，离线写的联网后自动合到一起；送审仍由您来办，他们不再核稿或签发。"),
                tone="muted",
                wrap=True,
            ),
            field(tr("共同起草人"), self.people),
        ):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(
            row(
                None,
                button("share.cancel", tr("继续修改"), cancel),
                button("share.confirm", tr("确定"), confirm, icon="check", look="primary"),
            )
        )

    def begin(self, state: Dispatch) -> None:
        """Show who writes it now."""
        self.people.pick(state.co_drafters)
        self.people.list.setFocus()

    def command(self) -> Share:
        """Build the command."""
        return Share(self.people.picked())


def others_words(state: Dispatch, me: str, wrote: Sequence[Presence], now: datetime, names: Names) -> str:
    """Say who else writes this draft, and who is at it now; nothing where nobody does."""
    people = [person for person in (state.drafter, *state.co_drafters) if person != me]
    if not people:
        return ""
    busy = {one.person for one in wrote if now - one.at < NOW}
    said = [tr("{name}（正在写）").format(name=names.person(person)) if person in busy else names.person(person) for person in people]
    return tr("共同起草：{names}").format(names="、".join(said))
