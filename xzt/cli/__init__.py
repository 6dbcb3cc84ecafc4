"""The command line: ``server``, ``directory``, ``verify``, ``doctor``, ``check``, ``render``, ``template``,
``backup``, ``restore``, ``airgap``, ``flow``, ``calendar``.

It runs without Qt (AE-03). ``xzt`` and ``xzt demo`` open windows and are started by ``xzt.app``. Exit codes: 0 done and nothing wrong,
1 something is wrong (an error in a document, a failed verification, a trouble), 2 the command line itself is wrong, 3 ``check`` could not
read some of the files.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from xzt.cli import airgap, calendars, flows
from xzt.cli.words import speak
from xzt.core.errors import Trouble

_CODES = "退出码：0 没有错误（可以有建议）；1 有错误；2 命令写得不对；3 有文件读不出来"


def _add_doctor(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    doctor = commands.add_parser("doctor", help="体检：字体、程序库、钥匙环、存储、服务器、时钟")
    doctor.add_argument("--server", default="", metavar="URL", help="要检查的服务器")
    doctor.add_argument("--store", action="store_true", help="全面检查一个人的文件库（要密码；先关闭窗口）")
    doctor.add_argument("--person", default="", metavar="NAME", help="谁的文件库；只有一个人时不用写")
    doctor.add_argument("--repair", action="store_true", help="与 --store 一起：修复不需要备份的问题")
    doctor.add_argument("--json", action="store_true", help="供程序读取的结果")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; wrong words end the program with the usage."""
    speak()
    parser = argparse.ArgumentParser(prog="xzt", description="湘政通：公文的拟制、办理、交换与归档（非涉密）")
    commands = parser.add_subparsers(dest="command", metavar="命令")

    demo = commands.add_parser("demo", help="用示例单位和人员演示（示例数据）")
    demo.add_argument("--headless", action="store_true", help="不用显示器，自动走完一份公文的全过程")
    demo.add_argument("--forms", action="store_true", help="不用显示器，在窗口里拟信函、命令、纪要、联合行文等，留下画面")
    demo.add_argument("--out", type=Path, default=None, metavar="DIR", help="无显示器演示的结果放在哪里")

    _server_words(commands)

    directory = commands.add_parser("directory", help="单位和人员目录")
    load = directory.add_subparsers(dest="action", required=True, metavar="动作").add_parser("load", help="把目录文件装入服务器数据")
    load.add_argument("file", type=Path, help="目录文件（JSON）")
    load.add_argument("--data", type=Path, required=True, metavar="DIR", help="服务器数据目录")
    load.add_argument("--database", default=None, metavar="URL")

    verify = commands.add_parser("verify", help="核验已盖章的公文或归档包，不需要服务器")
    verify.add_argument("path", type=Path, metavar="PATH", help="归档包目录、其 zip，或 .ofd 文件")
    verify.add_argument("--root", type=Path, action="append", default=[], metavar="PEM", help="信任的根证书（可多次给出）")
    verify.add_argument("--json", action="store_true", help="供程序读取的结果")

    _add_doctor(commands)

    check = commands.add_parser("check", help="检查公文的格式、标点、行文规则（.txt、.docx、.json 或整个文件夹）", epilog=_CODES)
    check.add_argument("input", type=Path, nargs="+", metavar="INPUT", help="文件或文件夹")
    check.add_argument("--json", action="store_true", help="供程序读取的结果")
    check.add_argument("--names", type=Path, default=None, metavar="FILE", help="机关名录（JSON），用来核对机关名称和行文关系")
    check.add_argument(
        "--fix", type=Path, default=None, metavar="OUTPUT", help="把能自动改的改好，另存为 .docx 或 .json；多个文件时是文件夹"
    )

    profile = "按单位版式（JSON，由设置中的“单位版式”导出）"
    check.add_argument("--profile", type=Path, default=None, metavar="FILE", help=profile + "检查，并列出它与国标的不同")

    render = commands.add_parser("render", help="按 GB/T 9704-2012 排版，写成 PDF、OFD、DOCX 和每页一张 PNG")
    render.add_argument("input", type=Path, metavar="INPUT", help=".txt、.docx 或 .json 文件")
    render.add_argument("--out", type=Path, required=True, metavar="DIR", help="结果放在哪个文件夹；已有的文件不覆盖")
    render.add_argument("--profile", type=Path, default=None, metavar="FILE", help=profile + "排版；不写则按国标")
    render.add_argument("--copy-number", default=None, metavar="NNNNNN", type=_copy_number, help="份号，六位数字")

    template = commands.add_parser("template", help="公文模板：列出文种和要求，或者写出一种文种的模板")
    template.add_argument("kind", nargs="?", default="", metavar="KIND", help="文种，如 请示；不写则列出全部")
    template.add_argument("--organ", default="【发文机关】", metavar="NAME", help="发文机关")
    template.add_argument("--series", default="", metavar="NAME", help="机关代字")
    template.add_argument("--out", type=Path, default=None, metavar="FILE", help="写成哪个 .docx 或 .json 文件；已有的文件不覆盖")

    _parse_stores(commands)
    airgap.add(commands)
    flows.add(commands)
    calendars.add(commands)
    return parser.parse_args(arguments)


def _parse_stores(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = commands.add_parser("backup", help="备份本机的文件库（加密）；窗口开着也可以")
    backup.add_argument("--person", default="", metavar="NAME", help="用户名；本机只有一个文件库时不用写")
    backup.add_argument("--out", type=Path, default=None, metavar="DIR", help="放在哪里；不写则放在平常的备份文件夹")

    restore = commands.add_parser("restore", help="列出备份，或从备份恢复文件库")
    restore.add_argument("number", type=int, nargs="?", default=0, metavar="N", help="恢复第几份；不写则只列出")
    restore.add_argument("--person", default="", metavar="NAME", help="用户名；本机只有一个文件库时不用写")
    restore.add_argument("--from", dest="source", type=Path, default=None, metavar="DIR", help="备份在哪个文件夹")
    restore.add_argument("--yes", action="store_true", help="看过会带过去什么，确定恢复；现在的文件库移到一边，不删除")


def _copy_number(text: str) -> str:
    if len(text) != 6 or not (text.isascii() and text.isdigit()):
        raise argparse.ArgumentTypeError("份号是六位数字")
    return text


def run(chosen: argparse.Namespace) -> int:
    """Run a command that needs no window; trouble ends it with a sentence and exit code 1."""
    from xzt.ui.text import trouble_words

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    commands = {
        "server": _server,
        "directory": _directory,
        "verify": _verify,
        "doctor": _doctor,
        "check": _check,
        "render": _render,
        "template": _template,
        "backup": _backup,
        "restore": _restore,
        "airgap": airgap.airgap,
        "flow": flows.flow,
        "calendar": calendars.calendar,
    }
    try:
        return commands[chosen.command](chosen)
    except Trouble as trouble:
        print(trouble_words(trouble).whole(), file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read the output, such as ``head``, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _server_words(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    server = commands.add_parser("server", help="协同服务器")
    server.add_argument("--data", type=Path, required=True, metavar="DIR", help="数据目录")
    server.add_argument("--listen", default="127.0.0.1:8470", metavar="HOST:PORT", help="监听地址（默认 127.0.0.1:8470）")
    server.add_argument("--database", default=None, metavar="URL", help="PostgreSQL 地址；不写则用内嵌数据库")
    server.add_argument("--admin", default="", metavar="HOST:PORT", help="另开一个只给管理员的地址：/healthz 和 /metrics；不写则不开")
    server.add_argument(
        "--blobs", default="", metavar="URL", help="附件放在对象存储：s3://桶/前缀?endpoint=地址；密钥取自环境变量；不写则放在数据目录"
    )
    server.add_argument("--restored", action="store_true", help="数据刚从备份恢复：让各客户端补送恢复点之后的办理")


def _server(chosen: argparse.Namespace) -> int:
    from xzt.client.clock import utc_now
    from xzt.server.service import note_restored, serve

    if chosen.restored:
        epoch = asyncio.run(note_restored(chosen.data, chosen.database, utc_now()))
        print(f"已登记从备份恢复（第 {epoch} 期），各客户端连上后自动补送。")
    serve(chosen.data, chosen.listen, chosen.database, utc_now, chosen.admin, chosen.blobs)
    return 0


def _directory(chosen: argparse.Namespace) -> int:
    from xzt.client.clock import utc_now
    from xzt.server.seeding import load_directory

    try:
        source = chosen.file.read_bytes()
    except OSError as error:
        raise Trouble("file_unreadable", path=str(chosen.file), detail=str(error)) from error
    load_directory(chosen.data, chosen.database, source, utc_now())
    print(f"已装入目录：{chosen.file}")
    return 0


def _verify(chosen: argparse.Namespace) -> int:
    from xzt.client.archiving import verify
    from xzt.ui.checkwords import BY_HAND, words

    report = verify(chosen.path, chosen.root)
    if chosen.json:
        checks = [{"code": c.code, "property": c.property, "ok": c.ok, "subject": c.subject, "detail": c.detail} for c in report.checks]
        print(json.dumps({"path": str(chosen.path), "ok": report.ok, "checks": checks}, ensure_ascii=False, indent=1))
        return 0 if report.ok else 1
    for check in report.checks:
        print(f"{'通过　' if check.ok else '不通过'}　{words(check)}")
    print(f"程序不能代替的检查：{'、'.join(BY_HAND.values())}")
    print("核验通过：没有发现改动。" if report.ok else "核验不通过：请不要采用，保留原件并联系出具单位。")
    return 0 if report.ok else 1


def _doctor(chosen: argparse.Namespace) -> int:
    if chosen.store or chosen.repair:
        from xzt.cli.stores import doctor

        return doctor(chosen)
    from xzt.client.doctor import examine
    from xzt.ui.findings import words

    findings = examine(chosen.server)
    if chosen.json:
        rows = [{"subject": f.subject, "ok": f.ok, "code": f.code, "found": f.found} for f in findings]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            subject, found = words(finding)
            print(f"{'正常' if finding.ok else '注意'}  {subject}：{found}")
    return 0 if all(finding.ok for finding in findings) else 1


def _check(chosen: argparse.Namespace) -> int:
    from xzt.cli.documents import check

    return check(chosen)


def _render(chosen: argparse.Namespace) -> int:
    from xzt.cli.documents import render

    return render(chosen)


def _template(chosen: argparse.Namespace) -> int:
    from xzt.cli.templates import template

    return template(chosen)


def _backup(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import backup

    return backup(chosen)


def _restore(chosen: argparse.Namespace) -> int:
    from xzt.cli.stores import restore

    return restore(chosen)
