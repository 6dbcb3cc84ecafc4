"""What leaves an opened record: files, paper, a draft begun from it, a document issued again. None of it changes the record."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec import Struct
from PySide6.QtWidgets import QFileDialog, QWidget

from xzt.client.commands import Outcome
from xzt.client.jobs import Progress
from xzt.core.errors import Refusal
from xzt.docs.layout.pages import PageModel
from xzt.office.dispatch.state import Dispatch
from xzt.office.people import Role
from xzt.office.registry import Matter
from xzt.ui import flowwords
from xzt.ui.hub import Hub
from xzt.ui.pages.relating import OUT, issue_again
from xzt.ui.text import tr
from xzt.ui.widgets.controls import button


class Opened(Struct, frozen=True):
    """The record in sight, its pages as they are shown (None before they are laid out), and whether it may be passed on (G6)."""

    kind: str
    record: str
    state: Matter
    model: PageModel | None
    pass_on: Refusal | None


def export_to(hub: Hub, opened: Opened, folder: Path) -> None:
    """Write PDF, OFD and DOCX of the record into ``folder`` in a job."""
    client, state, model = hub.client, opened.state, opened.model
    if model is None:
        return
    stem = flowwords.number_of(state) or flowwords.title_of(state)[:40]

    def work(_progress: Progress) -> list[Path]:
        from xzt.client import documents  # the writers load when they are used

        profile = documents.profile_of(state, client.unit_profile())
        return documents.export(state, (model, profile), documents.sealed_of(client, state), folder, stem)

    hub.run(client.jobs.run("export", work), partial(_on_exported, hub))


def export(hub: Hub, opened: Opened) -> None:
    """Ask for a folder and write the files there."""
    folder = QFileDialog.getExistingDirectory(None, tr("导出到"))
    if folder:
        export_to(hub, opened, Path(folder))


def copy(hub: Hub, opened: Opened) -> None:
    """Begin a new draft with the content of this document, without its number and dates (DOC-16)."""
    limit = opened.pass_on
    if limit is not None and limit.code == "scope_forbids":  # what is copied is passed on as well (G6)
        hub.refuse(limit, opened.kind)
    elif Role.DRAFTER in hub.client.identity.roles:
        from xzt.client.earlier import copied  # templates are not needed to read a record

        hub.bridge.watch(hub.client.start_draft(copied(hub.client, opened.state)), partial(_on_copied, hub), hub.fail)


def print_out(hub: Hub, opened: Opened, current: int, parent: QWidget) -> None:
    """Open the print dialog at the page in sight."""
    if opened.model is not None:
        from xzt.ui.printdialog import PrintDialog, Subject  # printing loads when it is asked for (AE-19)

        PrintDialog(hub, Subject(opened.kind, opened.record, opened.state, opened.model, current), parent).open()


def buttons(hub: Hub, opened: Opened, verbs: dict[str, Callable[[], None]]) -> list[QWidget]:
    """Make the buttons that stand at every record; ``verbs`` is what the page does by the ids of actions."""
    state = opened.state
    made: list[QWidget] = [button("record.export", tr("导出"), verbs["record.export"], icon="export", look="plain")]
    if Role.DRAFTER in hub.client.identity.roles:
        made.append(button("record.copy", tr("以此另拟"), verbs["record.copy"], icon="copy", look="plain"))
        if isinstance(state, Dispatch):  # a receipt is passed on as its rules say (G6)
            forward = partial(hub.forward_asked.emit, opened.kind, opened.record)
            made.append(button("record.forward", tr("转发"), forward, icon="send", look="plain"))
        if isinstance(state, Dispatch) and state.step in OUT:
            for kind, title in (("corrects", tr("更正")), ("reprints", tr("重印"))):
                again = partial(issue_again, hub, opened.record, state, kind)
                made.append(button(f"record.{kind}", title, again, look="plain"))
    made.append(button("record.print", tr("打印"), verbs["page.print"], icon="print", look="plain"))
    return made


def _on_exported(hub: Hub, paths: list[Path]) -> None:
    hub.say(tr("已导出 {count} 个文件到 {folder}").format(count=len(paths), folder=str(paths[0].parent)))


def _on_copied(hub: Hub, outcome: Outcome) -> None:
    if isinstance(outcome, Refusal):
        hub.refuse(outcome)
    else:
        hub.open_asked.emit("dispatch", outcome.record)
        hub.say(tr("已用这件公文的内容另拟一件，文号和日期没有带过来。"))
