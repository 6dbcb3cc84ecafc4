"""Metadata of an archived document: DA/T 46-2009 (four entities) and the 18 elements of GB/T 33480-2016, as one XML file.

The element names and their grouping are data in this one module, so that a correction is an edit (numbers M1 to M88 are left out
until they are confirmed). Values are derived from the record, so the checker derives them again and compares. 密级 and 保密期限 have
no place: the network is not classified (G3); the file says so in 附注.
"""

import xml.etree.ElementTree as ET
from datetime import datetime
from typing import Final

from msgspec import Struct

from xzt.archive.codes import Code, parse_code
from xzt.archive.contents import Facts, Step
from xzt.archive.terms import DELIVERIES, RETENTIONS, act_name
from xzt.core.calendar import BEIJING, beijing_day
from xzt.core.encoding import decode
from xzt.core.errors import Trouble
from xzt.docs.model import OfficialDocument
from xzt.office.dispatch.state import Dispatch
from xzt.office.people import Directory

ROOT: Final = "电子文件元数据"
VERSION: Final = "1"
SECRECY_NOTE: Final = "本系统不承载国家秘密，密级与保密期限从略"

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_MOST_BYTES = 8 * 1024 * 1024

Flat = list[tuple[str, str]]
"""Elements in order: path below the root (``/`` between names) and value; a path that comes again begins a new group."""

REQUIRED: Final = (
    "文件实体/来源/立档单位名称",
    "文件实体/电子文件号",
    "文件实体/档号/档号",
    "文件实体/内容描述/题名",
    "文件实体/内容描述/文件编号",
    "文件实体/内容描述/责任者",
    "文件实体/内容描述/日期",
    "文件实体/形式特征/页数",
    "电子公文元数据/公文标识",
    "电子公文元数据/文种",
    "电子公文元数据/标题",
    "电子公文元数据/发文字号",
    "电子公文元数据/成文日期",
)
"""Elements that no package may lack."""

FORMATS: Final[dict[str, str]] = {
    "ofd": "OFD（GB/T 33190-2016）",
    "pdf": "PDF",
    "json": "JSON（UTF-8）",
    "txt": "TXT（UTF-8）",
    "xml": "XML（UTF-8）",
    "sig": "SM2签名值（DER）",
    "pem": "X.509证书（PEM）",
}


class Described(Struct, frozen=True):
    """What the metadata is derived from: the record with its course, the archive's facts, pages, files with sizes."""

    record: str
    state: Dispatch
    steps: tuple[Step, ...]
    directory: Directory
    facts: Facts
    pages: int
    files: tuple[tuple[str, int], ...]
    """Path and size of every payload file but this one."""
    signatures: tuple[tuple[Step, str], ...]
    """Signed steps and the path of each without its ending."""


def describe(of: Described) -> Flat:
    """Derive every element."""
    document = decode(of.state.document, OfficialDocument)
    return [*_record(of, document), *_files(of), *_signatures(of), *_agents(of), *_business(of), *_relations(of), *_official(of, document)]


def write_metadata(elements: Flat) -> bytes:
    """Write the elements as XML, two blanks a level."""
    root = ET.Element(ROOT, {"版本": VERSION, "标准": "DA/T 46-2009 GB/T 33480-2016"})
    open_path: list[str] = []
    open_elements = [root]
    for path, value in elements:
        *groups, name = path.split("/")
        keep = 0
        while keep < min(len(groups), len(open_path)) and groups[keep] == open_path[keep]:
            keep += 1
        if name.startswith("+"):
            keep = min(keep, len(groups) - 1)
        del open_path[keep:], open_elements[keep + 1 :]
        for group in groups[keep:]:
            open_path.append(group)
            open_elements.append(ET.SubElement(open_elements[-1], group))
        ET.SubElement(open_elements[-1], name.removeprefix("+")).text = _clean(value)
    ET.indent(root)
    text: str = ET.tostring(root, encoding="unicode")
    return _HEAD + text.encode() + b"\n"


def read_metadata(data: bytes) -> Flat:
    """Read the elements back; a DTD or broken XML is ``Trouble("metadata_malformed")`` (RS-12)."""
    if not data.startswith(_HEAD) or b"<!" in data or len(data) > _MOST_BYTES:
        raise Trouble("metadata_malformed")
    try:
        root = ET.fromstring(data)  # noqa: S314  no DTD, hence no entities; expat itself bounds the rest
    except (ET.ParseError, ValueError, LookupError) as error:
        raise Trouble("metadata_malformed") from error
    if root.tag != ROOT or root.get("版本") != VERSION:
        raise Trouble("metadata_malformed")
    found: Flat = []
    _walk(root, "", found, 0)
    return found


def plain(elements: Flat) -> Flat:
    """Give the elements as ``read_metadata`` gives them back."""
    return [(path.replace("+", ""), _clean(value)) for path, value in elements]


def _walk(element: ET.Element, above: str, found: Flat, depth: int) -> None:
    if depth > 8:
        raise Trouble("metadata_malformed")
    for child in element:
        path = f"{above}{child.tag}"
        if len(child):
            _walk(child, f"{path}/", found, depth + 1)
        else:
            found.append((path, child.text or ""))


def _clean(text: str) -> str:
    """Replace what XML cannot hold, and line ends, which a reader would change."""
    flat = text.replace("\r", "\n").replace("\n", " ")
    return "".join(
        char if char == "\t" or " " <= char <= "\ud7ff" or "\ue000" <= char <= "\ufffd" or char > "\uffff" else "\ufffd" for char in flat
    )


def _group(path: str, values: list[tuple[str, str]], *, again: bool = False) -> Flat:
    """Put values under one path, leaving out empty ones; ``again`` begins a new group of the same name (marked + for the writer)."""
    filled = [(name, value) for name, value in values if value]
    return [(f"{path}/{'+' if again and number == 0 else ''}{name}", value) for number, (name, value) in enumerate(filled)]


def _record(of: Described, document: OfficialDocument) -> Flat:
    code = _code(of)
    parts = (
        []
        if code is None
        else [("全宗号", code.fonds), ("年度", str(code.year)), ("机构或问题", code.organisation), ("类别号", code.category)]
    )
    item = [] if code is None else [("件号", f"{code.item:0{of.facts.pattern.item_digits}d}")]
    archival = of.state.archival
    retention = archival.retention if archival else ""
    facts = of.facts
    return [
        ("文件实体/聚合层次", "文件"),
        *_group("文件实体/来源", [("档案馆名称", facts.archives_name), ("全宗名称", facts.fonds_name), ("立档单位名称", facts.unit_name)]),
        ("文件实体/电子文件号", of.record),
        *_group(
            "文件实体/档号",
            [("档号", archival.code if archival else ""), *parts, ("保管期限", RETENTIONS.get(retention, retention)), *item],
        ),
        *_group(
            "文件实体/内容描述",
            [
                ("题名", _title(document)),
                ("附件题名", "；".join(_flat(attachment.title) for attachment in document.attachments)),
                ("文件编号", _number(of)),
                ("责任者", "、".join(document.signers)),
                ("日期", signed_on(of.state)),
                ("文种", document.kind.value),
                ("紧急程度", document.urgency),
                ("主送", document.recipients),
                ("抄送", document.copies_to),
            ],
        ),
        *_group("文件实体/形式特征", [("文件组合类型", "组合文件"), ("页数", str(of.pages)), ("语种", "汉语"), ("稿本", "正本")]),
        ("文件实体/权限管理/控制标识", document.openness),
        ("文件实体/附注", SECRECY_NOTE),
    ]


def _files(of: Described) -> Flat:
    found: Flat = []
    for path, size in of.files:
        kind = FORMATS.get(path.rpartition(".")[2], "")
        values = [("计算机文件名", path), ("计算机文件大小", str(size)), ("格式信息", kind)]
        found += _group("文件实体/电子属性", values, again=True)
    return found


def _signatures(of: Described) -> Flat:
    found: Flat = []
    for step, path in of.signatures:
        values = [
            ("签名规则", "GB/T 32918 SM2 GB/T 32905 SM3"),
            ("签名时间", _time(step.entry.act.at)),
            ("签名人", _person(of, step.entry.act.person)),
            ("签名结果", f"{path}.sig"),
            ("证书", f"{path}.pem"),
            ("签名算法标识", "1.2.156.10197.1.501"),
        ]
        found += _group("文件实体/电子签名", values, again=True)
    return found


def _agents(of: Described) -> Flat:
    found: Flat = []
    for unit in of.directory.units:
        found += _group("机构人员实体", [("机构人员类型", "单位"), ("名称", unit.name), ("机构代码", unit.organisation)], again=True)
    for person in of.directory.people:
        values = [("机构人员类型", "个人"), ("名称", person.name), ("部门", person.department), ("职位", person.title)]
        found += _group("机构人员实体", values, again=True)
    return found


def _business(of: Described) -> Flat:
    found: Flat = []
    for entry in of.state.course:
        values = [
            ("业务状态", "历史行为"),
            ("业务行为", act_name(entry.action)),
            ("行为时间", _time(entry.act.at)),
            ("行为人", _person(of, entry.act.person) + (f"（代{_person(of, entry.principal)}）" if entry.principal else "")),
            ("行为描述", f"（迟到意见）{entry.words}" if entry.late else entry.words),
        ]
        found += _group("业务实体", values, again=True)
    return found


def _relations(of: Described) -> Flat:
    found: Flat = []
    for delivery in of.state.ledger:
        unit = of.directory.unit(delivery.unit)
        values = [
            ("实体标识符", unit.name if unit else delivery.unit),
            ("关系类型", "业务关系"),
            ("关系", "抄送" if delivery.copy else "主送"),
            ("关系描述", DELIVERIES.get(delivery.state, delivery.state)),
        ]
        found += _group("实体关系", values, again=True)
    return found


def _official(of: Described, document: OfficialDocument) -> Flat:
    """Give the 18 elements of GB/T 33480 in their order but three: 份号, 密级和保密期限 (classified only), 印发日期 (in the final file)."""
    signer = of.state.route.signer if of.state.route else ""
    values = [
        ("公文标识", of.record),
        ("文种", document.kind.value),
        ("紧急程度", document.urgency),
        ("发文机关标志", document.mark),
        ("发文字号", _number(of)),
        ("签发人", _person(of, signer) if signer else ""),
        ("标题", _title(document)),
        ("主送机关", document.recipients),
        ("附件说明", "；".join(_flat(attachment.title) for attachment in document.attachments if attachment.label)),
        ("发文机关或签发人署名", "、".join(document.signers)),
        ("成文日期", signed_on(of.state)),
        ("附注", document.note),
        ("抄送机关", document.copies_to),
        ("印发机关", document.printer),
        ("发布层次", document.openness),
    ]
    return _group("电子公文元数据", values)


def signed_on(state: Dispatch) -> str:
    """Give the date of the document (成文日期): that of the sign-off, Beijing time, ISO; empty before it."""
    return beijing_day(state.signed_off) if state.signed_off else ""


def _code(of: Described) -> Code | None:
    found = parse_code(of.state.archival.code, of.facts.pattern) if of.state.archival else None
    return found if isinstance(found, Code) else None


def _number(of: Described) -> str:
    return of.state.number.printed() if of.state.number else ""


def _title(document: OfficialDocument) -> str:
    return _flat(document.title)


def _flat(text: str) -> str:
    return text.replace("\n", "")


def _person(of: Described, person: str) -> str:
    found = of.directory.person(person)
    return found.name if found else person


def _time(at: datetime) -> str:
    return at.astimezone(BEIJING).isoformat()
