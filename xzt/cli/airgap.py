"""``xzt airgap``: what goes between an office without a line and the server on removable media, from the command line.

At the office ``join``, ``begin``, ``export``, ``import``; at the server ``admit`` and ``exchange``. The window has export and import too.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from xzt.cli.files import free, read, write

_COMMANDS = {
    "join": "单位：第一次使用，生成密钥，写出申请文件",
    "begin": "单位：读入服务器的准入文件，建立文件库",
    "export": "单位：把等待送出的办理写成加密文件，带到服务器",
    "import": "单位：读入服务器的回执",
    "admit": "服务器：核对申请，写出准入文件",
    "exchange": "服务器：办理单位带来的文件，写出回执",
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    actions = commands.add_parser("airgap", help="离线交换：没有网络的单位用移动介质收发").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    for name, words in _COMMANDS.items():
        action = actions.add_parser(name, help=words)
        if name in {"begin", "import", "admit", "exchange"}:
            action.add_argument("file", type=Path, metavar="FILE", help="带来的文件")
        if name in {"join", "export", "admit", "exchange"}:
            action.add_argument("--out", type=Path, required=True, metavar="FILE", help="写成哪个文件；已有的文件不覆盖")
        if name in {"admit", "exchange"}:
            action.add_argument("--data", type=Path, required=True, metavar="DIR", help="服务器数据目录")
            action.add_argument("--database", default=None, metavar="URL", help="PostgreSQL 地址；不写则用内嵌数据库（先停下服务器）")
            action.add_argument("--blobs", default="", metavar="URL", help="附件的对象存储，与服务器的 --blobs 相同；不写则在数据目录")
        else:
            action.add_argument("--person", required=name in {"join", "begin"}, default="", metavar="NAME", help="用户名")
        if name == "admit":
            action.add_argument("--key", default="", metavar="DIGEST", help="对方报来的密钥摘要（开头十六位即可）；核对无误才准入")


def airgap(chosen: argparse.Namespace) -> int:
    """Run one of them."""
    actions = {"join": _join, "begin": _begin, "export": _export, "import": _import, "admit": _admit, "exchange": _exchange}
    return actions[chosen.action](chosen)


def _join(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import password
    from xzt.client.airgap import ask
    from xzt.client.clock import utc_now
    from xzt.client.profiles import default_root

    free(chosen.out)
    asking, name = ask(default_root(), chosen.person, password(), utc_now())
    write(chosen.out, asking)
    print(f"申请已写到 {chosen.out}。请把它带给系统管理员，并用电话报出密钥摘要：\n{_grouped(name)}")
    return 0


def _begin(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import password
    from xzt.client.airgap import begin
    from xzt.client.profiles import default_root

    root = begin(default_root(), chosen.person, password(), read(chosen.file))
    print(f"文件库已建立，请打开湘政通解锁。请用电话与系统管理员核对根证书摘要：\n{_grouped(root)}")
    return 0


def _export(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import password, store
    from xzt.client.access import unlock
    from xzt.client.airgap import write_errand
    from xzt.client.clock import utc_now

    free(chosen.out)
    client = unlock(Path(store(chosen.person).folder), password())
    try:
        letter, commands = write_errand(client, utc_now())
    finally:
        client.close()
    write(chosen.out, letter)
    print(f"已写到 {chosen.out}：{commands} 件办理等待服务器答复。只有服务器能打开。")
    return 0


def _import(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import password, store
    from xzt.client.access import unlock
    from xzt.client.airgap import take_receipt
    from xzt.client.clock import utc_now
    from xzt.ui.airgapwords import taken_words

    data = read(chosen.file)
    client = unlock(Path(store(chosen.person).folder), password())
    try:
        taken = take_receipt(client, data, utc_now())
    finally:
        client.close()
    print(taken_words(taken))
    return 0


def _admit(chosen: argparse.Namespace) -> int:
    from xzt.client.clock import utc_now
    from xzt.server.airgap import admit, read_joining
    from xzt.server.service import working
    from xzt.signing.letters import name_of

    free(chosen.out)
    data = read(chosen.file)
    asking, key = read_joining(data)
    name = name_of(key)
    print(f"申请人：{asking.person}\n密钥摘要：{_grouped(name)}")
    given = chosen.key.replace(" ", "").lower()
    if len(given) < 16 or not name.startswith(given):
        print("没有准入。请用电话向申请人核对密钥摘要，再加 --key 摘要（开头十六位即可）。", file=sys.stderr)
        return 1

    async def work() -> bytes:
        async with working(chosen.data, chosen.database, utc_now, chosen.blobs) as instance:
            return await admit(instance, data)

    write(chosen.out, asyncio.run(work()))
    print(f"准入文件已写到 {chosen.out}，只有申请人的机器能打开。")
    return 0


def _exchange(chosen: argparse.Namespace) -> int:
    from xzt.client.clock import utc_now
    from xzt.server.airgap import exchange
    from xzt.server.service import working

    free(chosen.out)
    data = read(chosen.file)

    async def work() -> bytes:
        async with working(chosen.data, chosen.database, utc_now, chosen.blobs) as instance:
            return await exchange(instance, data)

    write(chosen.out, asyncio.run(work()))
    print(f"回执已写到 {chosen.out}，请带回原单位。同一个文件办理两次，效果与一次相同。")
    return 0


def _grouped(digest: str) -> str:
    """Write a digest so that it can be read out: groups of four, as many as decide."""
    return " ".join(digest[start : start + 4] for start in range(0, 32, 4))
