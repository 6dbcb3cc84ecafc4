"""``xzt calendar``: published working days as signed files. At the server ``sign``; at the office ``install`` and ``show``."""

import argparse
from pathlib import Path

from xzt.cli.files import free, read, write

_COMMANDS = {
    "show": "列出本机知道哪些年份的放假调休安排",
    "install": "核对签名并安装日历文件；不联网也可以，联网后送到全单位",
    "sign": "服务器：给放假调休安排签名，写成可以分发的日历文件",
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    actions = commands.add_parser("calendar", help="工作日历：放假调休安排的签名文件").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    for name, words in _COMMANDS.items():
        action = actions.add_parser(name, help=words)
        if name != "show":
            action.add_argument("file", type=Path, metavar="FILE", help="日历文件")
        if name == "sign":
            action.add_argument("--data", type=Path, required=True, metavar="DIR", help="服务器数据目录")
            action.add_argument("--out", type=Path, required=True, metavar="FILE", help="写成哪个文件；已有的文件不覆盖")
        else:
            action.add_argument("--person", default="", metavar="NAME", help="用户名；本机只有一个文件库时不用写")


def calendar(chosen: argparse.Namespace) -> int:
    """Run one of them."""
    return {"show": _show, "install": _install, "sign": _sign}[chosen.action](chosen)


def _sign(chosen: argparse.Namespace) -> int:
    from xzt.client.calendars import read_notices, write_calendar
    from xzt.client.clock import utc_now
    from xzt.server.trust import open_trust

    free(chosen.out)
    notices = read_notices(read(chosen.file))
    write(chosen.out, write_calendar(notices, open_trust(chosen.data / "authority", utc_now()).server))
    print(f"已签名：{chosen.out}（{notices.issued} 发布，{'、'.join(str(year.year) for year in notices.years)} 年）")
    return 0


def _install(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import password, store
    from xzt.client.access import unlock
    from xzt.client.calendars import open_calendar
    from xzt.core.errors import Refusal
    from xzt.office.calendar.state import calendar_id
    from xzt.ui.text import Names, refusal_words

    client = unlock(Path(store(chosen.person).folder), password())
    try:
        command = open_calendar(client, chosen.file)
        unit = client.identity.unit
        outcome = command if isinstance(command, Refusal) else client.submit("calendar", calendar_id(unit), command).result()
        if isinstance(outcome, Refusal):
            print(refusal_words(outcome, Names(client.directory)).whole())
            return 1
        print("日历已安装，打开湘政通联网后送到全单位。")
    finally:
        client.close()
    return 0


def _show(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import password, store
    from xzt.client.access import unlock
    from xzt.ui.calendarwords import year_lines

    client = unlock(Path(store(chosen.person).folder), password())
    try:
        print("\n".join(year_lines(client.given().calendar, client.now())))
    finally:
        client.close()
    return 0
