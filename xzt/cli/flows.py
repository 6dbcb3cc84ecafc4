"""``xzt flow``: the flows that there are, each as BPMN for standard tools, and whether a changed file is a flow of dispatches."""

import argparse
import sys
from pathlib import Path

from xzt.cli.files import free, read, write


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    actions = commands.add_parser("flow", help="办理流程：列出、写成 BPMN 供画图工具打开、检查改过的文件").add_subparsers(
        dest="action", required=True, metavar="动作"
    )
    actions.add_parser("list", help="列出现有的流程")
    export = actions.add_parser("export", help="把一个流程写成 BPMN 2.0 文件")
    export.add_argument("name", metavar="NAME", help="流程的名称，见 xzt flow list")
    export.add_argument("--out", type=Path, required=True, metavar="FILE", help="写成哪个文件；已有的文件不覆盖")
    check = actions.add_parser("check", help="检查 BPMN 或 JSON 文件能不能作发文流程")
    check.add_argument("file", type=Path, metavar="FILE", help=".bpmn 或 .json 文件")
    check.add_argument(
        "--out", type=Path, default=None, metavar="FILE", help="检查通过后写成流程文件（.json），由管理员放进 resources/flows"
    )


def flow(chosen: argparse.Namespace) -> int:
    """Run one of them."""
    return {"list": _list, "export": _export, "check": _check}[chosen.action](chosen)


def _list(_: argparse.Namespace) -> int:
    from xzt.office.dispatch.flows import flows

    for name, definition in flows().items():
        print(f"{name}  {definition.name}（第 {definition.version} 版，{len(definition.steps)} 步）")
    return 0


def _export(chosen: argparse.Namespace) -> int:
    from xzt.client.bpmn import to_bpmn
    from xzt.office.dispatch.flows import flows

    if chosen.name not in flows():
        print(f"没有叫“{chosen.name}”的流程。现有：{'、'.join(flows())}", file=sys.stderr)
        return 2
    free(chosen.out)
    write(chosen.out, to_bpmn(flows()[chosen.name]))
    print(f"已写到 {chosen.out}。")
    return 0


def _check(chosen: argparse.Namespace) -> int:
    from xzt.client.bpmn import from_bpmn
    from xzt.core.encoding import decode, encode
    from xzt.office.dispatch.flows import check_flow
    from xzt.office.flow.definition import Definition
    from xzt.office.people import Directory
    from xzt.ui.text import Names, refusal_words

    if chosen.out:
        free(chosen.out)
    data = read(chosen.file)
    definition = decode(data, Definition) if chosen.file.suffix.lower() == ".json" else from_bpmn(data)
    refusal = check_flow(definition)
    if refusal:
        print(refusal_words(refusal, Names(Directory())).whole(), file=sys.stderr)
        return 1
    print(f"可以用：{definition.name}，{len(definition.steps)} 步。")
    if chosen.out:
        write(chosen.out, encode(definition))
        print(f"已写到 {chosen.out}。在办的公文仍按原来的流程办完。")
    return 0
