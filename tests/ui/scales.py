"""Run as a program with QT_SCALE_FACTOR set: prints as JSON what is cut off in the unlock window and in the forms of the pages."""

import json
import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.walking import clipped
from xzt.client.house import house_of
from xzt.docs.model import Kind, OfficialDocument
from xzt.office.people import Directory, Person, Role, Unit
from xzt.office.profile import Profile
from xzt.ui import theme
from xzt.ui.desktop import make_application
from xzt.ui.pages.choices import ChoiceList
from xzt.ui.pages.distributing import DistributeForm, Groups
from xzt.ui.pages.elements import ElementsForm
from xzt.ui.pages.panels import ReasonForm
from xzt.ui.pages.submitting import SubmitForm
from xzt.ui.pages.unlock import Account, UnlockWindow
from xzt.ui.widgets.controls import scrolled
from xzt.ui.widgets.course import Course, Stop

UNIT = Unit("u", "测试单位人民政府办公室", ("测办发", "测办函"), ("测办函",))
PEOPLE = tuple(Person(f"p{at}", f"测试{at}", "u", title="测试岗位", roles=(Role.REVIEWER, Role.LEADER)) for at in range(9))
DIRECTORY = Directory((UNIT, Unit("v", "另一个测试单位")), PEOPLE)


def windows(folder: Path) -> list[QWidget]:
    """Make what is looked at."""
    from xzt.client.session import Identity

    identity = Identity("p0", "测试0", "u", UNIT.name, "d")
    elements = ElementsForm(house_of(DIRECTORY, UNIT.id))
    elements.show_document(OfficialDocument(kind=Kind.NOTICE, title="关于测试的通知", mark="测试", series="测办发"))
    course = Course("course")
    course.show_stops(
        [Stop("核稿", "测试一", "2022-03-23 09:00", "请按程序办理，并把结果及时反馈给办公室。" * 4), Stop("签发", "测试二", ahead=True)]
    )
    choices = ChoiceList()
    choices.show_profile(Profile(pitch=33.0, bold_third=True, centred_numbers=True, red="#B01020", urgency_line=3), mine=True)
    made = [
        UnlockWindow(folder, "https://测试", (Account("p0", "测试0", ""),)),
        scrolled(elements, "elements", "要素"),
        scrolled(SubmitForm(DIRECTORY, identity, _nothing, _nothing), "submit", "送审"),
        scrolled(DistributeForm((DIRECTORY, identity), NoGroups()), "distribute", "分发"),
        scrolled(ReasonForm("return", "退回", ("x", "确定退回", _nothing), _nothing), "return", "退回"),
        scrolled(course, "course", "过程"),
        scrolled(choices, "style", "单位版式"),
    ]
    for window in made[1:]:
        window.resize(theme.gap(66), theme.gap(120))
    return made


class NoGroups(Groups):
    """Nobody has saved any groups."""

    def __init__(self) -> None:
        """Need no window."""

    def read(self) -> dict[str, tuple[str, ...]]:
        """Find none."""
        return {}

    def old(self) -> dict[str, tuple[str, ...]]:
        """Find none."""
        return {}


def _nothing() -> None:
    """Do nothing."""


def main() -> int:
    """Look at everything in every look."""
    app = make_application()
    found: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for look in theme.THEMES:
            theme.apply_theme(app, look)
            for window in windows(Path(folder)):
                window.show()
                for _ in range(3):
                    QApplication.processEvents()
                found += [f"{look}: {line}" for line in clipped(window)]
                if window.grab().devicePixelRatio() != app.devicePixelRatio():
                    found.append(f"{look}: not sharp")
                window.close()
    sys.stdout.write(json.dumps({"ratio": app.devicePixelRatio(), "found": found}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
