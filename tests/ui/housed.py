"""A server in a thread of this process, people who talk to it over the line, and one of them at a window with a real store."""

import shutil
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from tests.server.house import Actor, House, Twin
from tests.ui.stage import seeded
from xzt.client.access import sign_in
from xzt.client.clock import utc_now
from xzt.ui.window import MainWindow


def seeded_folder(folder: Path) -> Path:
    """Copy the seeded server there."""
    shutil.copytree(seeded()[0], folder / "server")
    return folder / "server"


class Housed:
    """What stands in ``folder``, where ``seeded_folder`` has put a server; ``person`` sits at the window."""

    def __init__(self, folder: Path, person: str) -> None:
        self.house = House(Twin("sqlite", folder / "server", None), utc_now)  # type: ignore[arg-type]  # tells the time
        self.people: dict[str, Actor] = {}
        self.client = sign_in(folder / "stores", self.house.url, person, f"sample-{person}", seeded()[1])
        self.client.start()
        self.window = MainWindow(self.client)
        self.window.show()

    def actor(self, person: str) -> Actor:
        """Give a person who talks to the server."""
        if person not in self.people:
            self.people[person] = self.house.sign_in(person)
        return self.people[person]

    def close(self) -> None:
        """Close everything."""
        self.window.close()
        self.window.deleteLater()
        self.client.close()
        for actor in self.people.values():
            actor.close()
        self.house.stop()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
