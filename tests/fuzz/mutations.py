"""A seeded mutator: one number gives one malformed file of one kind, the same on every machine.

What it does to a file is what attacks and damage do: bytes flipped, cut and doubled; zip members that lie, climb, repeat and swell; XML
that nests, refers to itself and to the world, grows without end or names an encoding that it is not in.
"""

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from tests.docs.conftest import ISSUED, WHEN
from tests.docs.test_importing_round import picture
from xzt.docs.layout import FontBook, lay_out
from xzt.docs.model import Attachment, Heading, Image, ItemList, Kind, OfficialDocument, Paragraph, Table
from xzt.docs.render.docx import write_docx
from xzt.docs.render.ofd import write_ofd
from xzt.docs.render.pdf import write_pdf

LARGEST = 24 << 20
"""No file is longer: what the readers refuse by its length alone needs no trial in memory."""

KINDS = (".docx", ".ofd", ".txt", ".pdf")
Mutation = Callable[[random.Random, bytes], bytes]
Files = list[tuple[str, bytes]]

DOCUMENT = OfficialDocument(
    kind=Kind.NOTICE,
    title="某市人民政府关于\n测试导入的通知",
    mark="某市人民政府文件",
    signers=("某市人民政府",),
    series="某政发",
    recipients="各县人民政府，市直各单位",
    blocks=(
        Heading(1, "一、总体要求"),
        Paragraph("现将“测试”有关事项通知如下，请于2026年8月1日前落实。"),
        Table((("序号", "名称"), ("1", "甲"), ("2", "乙"))),
        Image(picture(60), "图样"),
        ItemList(("1.第一项", "2.第二项")),
    ),
    attachments=(Attachment("测试名单", (Paragraph("甲、乙、丙。"),), "附件1"), Attachment("测试表", (Paragraph("丁。"),), "附件2")),
    note="此件公开发布",
    copies_to="某某局，某某办公室",
    printer="某市人民政府办公室",
)


@cache
def sound(kind: str) -> bytes:
    """Return a whole file of a kind."""
    model = lay_out(DOCUMENT, ISSUED, FontBook(system=False))
    if kind == ".docx":
        return write_docx(DOCUMENT, ISSUED)
    if kind == ".ofd":
        return write_ofd(model, DOCUMENT, ISSUED, WHEN)
    if kind == ".pdf":
        return write_pdf(model, DOCUMENT.title, WHEN)
    return "\n".join(run.text for page in model.pages for run in page.runs).encode()


def malformed(number: int) -> tuple[str, str, bytes]:
    """Return ending, names of the mutations and bytes of the file with this number."""
    chance = random.Random(number)
    kind = chance.choices(KINDS, (4, 3, 2, 1))[0]
    data = sound(kind)
    names: list[str] = []
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        mutation = chance.choice(MUTATIONS[kind])
        names.append(mutation.__name__)
        try:
            data = mutation(chance, data)[:LARGEST]
        except (zipfile.BadZipFile, zlib.error, struct.error, ArithmeticError, EOFError, LookupError, RuntimeError, ValueError):
            data = flipped(chance, data)  # an earlier step left nothing that this one could take apart
    return kind, "+".join(names), data


def flipped(chance: random.Random, data: bytes) -> bytes:
    out = bytearray(data or b"\0")
    for _ in range(chance.choice((1, 3, 30, 300))):
        out[chance.randrange(len(out))] = chance.choice((0, 255, chance.randrange(256)))
    return bytes(out)


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def beheaded(chance: random.Random, data: bytes) -> bytes:
    return data[chance.randrange(len(data) + 1) :]


def doubled(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data) + 1)
    return data[:start] + data[start : start + chance.randrange(4000)] * chance.choice((2, 2, 50)) + data[start:]


def spliced(chance: random.Random, data: bytes) -> bytes:
    other = sound(chance.choice(KINDS))
    at, there = chance.randrange(len(data) + 1), chance.randrange(len(other))
    return data[:at] + other[there : there + chance.randrange(3000)] + data[at:]


def numbered(chance: random.Random, data: bytes) -> bytes:
    """Put a number that programs stumble over at any place."""
    at = chance.randrange(max(1, len(data) - 8))
    value = chance.choice((0, 1, 0x7F, 0x7FFF, 0x7FFFFFFF, 0xFFFFFFFF))
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


def unpacked(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return [(entry.filename, package.read(entry)) for entry in package.infolist() if entry.file_size < 1 << 22]


def packed(files: Files) -> bytes:
    import warnings

    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        warnings.simplefilter("ignore")  # names that stand twice are meant
        for name, data in files:
            package.writestr(zipfile.ZipInfo(name or "x", (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def lacking(chance: random.Random, data: bytes) -> bytes:
    files = unpacked(data)
    del files[chance.randrange(len(files))]
    return packed(files)


def renamed(chance: random.Random, data: bytes) -> bytes:
    """Give a member a name that climbs out, is absolute, empty, endless or of another one."""
    files = unpacked(data)
    at = chance.randrange(len(files))
    climbing = ("../" * 8 + "outside", "/tmp/xzt-outside", "..\\..\\outside", "C:\\outside", "a/" * 3000, "\u202eofd.xml", files[0][0])  # noqa: S108
    files[at] = (chance.choice(climbing), files[at][1])
    return packed(files)


def swapped(chance: random.Random, data: bytes) -> bytes:
    files = unpacked(data)
    one, other = chance.randrange(len(files)), chance.randrange(len(files))
    files[one], files[other] = (files[one][0], files[other][1]), (files[other][0], files[one][1])
    return packed(files)


def crowded(chance: random.Random, data: bytes) -> bytes:
    return packed(unpacked(data) + [(f"more/{number}.xml", b"<a/>") for number in range(chance.choice((50, 2000)))])


def swollen(chance: random.Random, data: bytes) -> bytes:
    """Let one member swell on unpacking: zeros, blanks or one element without end."""
    files = unpacked(data)
    at = chance.randrange(len(files))
    name, was = files[at]
    size = chance.choice((1 << 16, 1 << 20, 1 << 23, 1 << 25))
    files[at] = (name, chance.choice((b"\0" * size, b" " * size, was + b"<a/>" * (size // 4), was[:-20] + b"x" * size)))
    return packed(files)


def lying(chance: random.Random, data: bytes) -> bytes:
    """Change sizes, methods and flags in the headers of a zip."""
    places = [match.start() for match in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 4))):
        at = chance.choice(places) + chance.randrange(4, 30)
        out[at : at + 2] = struct.pack("<H", chance.choice((0, 1, 8, 9, 12, 99, 0x7FFF, 0xFFFF)))
    return bytes(out[: max(len(data), 1)])


def nested(_chance: random.Random, data: bytes) -> bytes:
    return packed([*unpacked(data), ("inner.zip", data)])


def marked_up(change: Callable[[random.Random, bytes], bytes], chance: random.Random, data: bytes) -> bytes:
    """Change one XML member of a package."""
    files = unpacked(data)
    places = [at for at, (name, _) in enumerate(files) if name.endswith((".xml", ".rels"))]
    weights = [8 if files[at][0].endswith(("document.xml", "Content.xml", "OFD.xml", "Document.xml", "styles.xml")) else 1 for at in places]
    at = chance.choices(places, weights)[0]
    files[at] = (files[at][0], change(chance, files[at][1]))
    return packed(files)


def _entities(chance: random.Random, data: bytes) -> bytes:
    bomb = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 9))
    declared = chance.choice(
        (
            f'<!DOCTYPE x [<!ENTITY e0 "x">{bomb}]>',
            '<!DOCTYPE x [<!ENTITY e8 SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
            '<!doctype x [<!entity % p SYSTEM "file:///dev/zero"> %p;]>',
        )
    )
    text = data.decode("utf-8", "replace")
    head = re.match(r"\s*<\?xml[^>]*\?>", text)
    start = head.end() if head else 0
    text = text[:start] + declared + re.sub(r">([^<]{1,8})<", ">&e8;<", text[start:], count=3)
    return text.encode(chance.choice(("utf-8", "utf-16", "utf-8")), "replace")


def _deep(chance: random.Random, data: bytes) -> bytes:
    depth = chance.choice((100, 1000, 30_000, 200_000))
    places = [match.start() for match in re.finditer(rb"</", data)] or [len(data)]
    at = chance.choice(places)
    names = re.findall(rb"<([A-Za-z]+:[A-Za-z]+)", data) or [b"a"]
    name = chance.choice((chance.choice(names), b"w:tbl", b"w:sdt", b"ofd:PageBlock"))
    inner = chance.choice((b"", b"<w:tr><w:tc>" if name == b"w:tbl" else b""))
    closing = b"</w:tc></w:tr>" if inner else b""
    return data[:at] + (b"<" + name + b">" + inner) * depth + (closing + b"</" + name + b">") * depth + data[at:]


def _many(chance: random.Random, data: bytes) -> bytes:
    """Repeat one element, its own text included, very often: huge tables and endless lists."""
    found = re.findall(rb"<((?:w|ofd):[A-Za-z]+)(?: [^>]*)?>.*?</\1>", data[: 1 << 16], re.DOTALL)
    if not found:
        return data * 2
    name = chance.choice(found)
    match = re.search(rb"<" + name + rb"(?: [^>]*)?>.*?</" + name + rb">", data, re.DOTALL)
    if match is None:
        return data
    times = min(chance.choice((20, 2000, 100_000)), (1 << 25) // (len(match.group()) + 1))
    return data[: match.start()] + match.group() * times + data[match.end() :]


def _values(chance: random.Random, data: bytes) -> bytes:
    """Put odd values into attributes: numbers without end, minus, loops of ids, text, nothing."""
    odd = (
        b"-1",
        b"0",
        b"999999999",
        b"99999999999999999999999",
        b"NaN",
        b"1e308",
        b"",
        b"\xe5\x9b\xbd",
        b"%1%2%3" * 9,
        b"../../x",
        b"A" * 70_000,
    )
    places = list(re.finditer(rb'="([^"]*)"', data))
    out = data
    for match in sorted(chance.sample(places, min(len(places), chance.choice((1, 5, 200)))), key=lambda one: -one.start()):
        value = chance.choice((*odd, chance.choice(places).group(1)))
        out = out[: match.start(1)] + value + out[match.end(1) :]
    return out


def _torn(chance: random.Random, data: bytes) -> bytes:
    """Take tags out, double them or turn them round."""
    tags = list(re.finditer(rb"<[^>]+>", data))
    out = data
    for match in sorted(chance.sample(tags, min(len(tags), chance.choice((1, 3, 40)))), key=lambda one: -one.start()):
        out = out[: match.start()] + chance.choice((b"", match.group() * 2, b"</" + match.group()[1:], b"<")) + out[match.end() :]
    return out


def _encoded(chance: random.Random, data: bytes) -> bytes:
    """Declare an encoding that the text is not in, or put characters in that XML cannot hold."""
    name = chance.choice((b"UTF-16", b"GB18030", b"UTF-7", b"IBM037", b"x-unknown", b"ISO-2022-JP"))
    out = re.sub(rb'encoding="[^"]*"', b'encoding="' + name + b'"', data, count=1)
    text = chance.choice(
        (out, data.decode("utf-8", "replace").encode(chance.choice(("utf-16", "utf-16-be", "gb18030", "utf-32")), "replace"))
    )
    return text.replace(b">", b">" + chance.choice((b"", b"\0", b"&#0;", b"&#xD800;", b"\xff\xfe", b"&unknown;")), chance.choice((1, 40)))


def xml(change: Callable[[random.Random, bytes], bytes]) -> Mutation:
    def mutation(chance: random.Random, data: bytes) -> bytes:
        return marked_up(change, chance, data)

    mutation.__name__ = change.__name__.strip("_")
    return mutation


def recoded(chance: random.Random, data: bytes) -> bytes:
    """Write a text in another encoding, whole or in part."""
    text = data.decode("utf-8", "replace")
    at = chance.randrange(len(text) + 1)
    one, other = (chance.choice(("utf-8", "gb18030", "utf-16", "utf-16-be", "utf-32", "utf-8-sig", "shift_jis")) for _ in range(2))
    return text[:at].encode(one, "replace") + text[at:].encode(other, "replace")


def endless(chance: random.Random, data: bytes) -> bytes:
    """Add a text that patterns might go over again and again: one line, or very many."""
    piece = chance.choice(
        (
            "（",
            "附件：",
            "一、",
            "1.",
            "a-",
            "，",
            "\n",
            "　",
            "抄送：",
            "〔2026〕",
            "2026年8月1日",
            "号",
            "、某某人民政府",
            "关于",
            "a.b@c/",
            "\u0300",
            "𠮷",
        )
    )
    times = chance.choice((1000, 50_000, 1_000_000)) // len(piece)
    text = data.decode("utf-8", "replace")
    at = chance.randrange(len(text) + 1)
    return (text[:at] + (piece + chance.choice(("", "\n", "\n附件1"))) * times + text[at:]).encode("utf-8", "replace")


def shuffled(chance: random.Random, data: bytes) -> bytes:
    lines = data.splitlines()
    chance.shuffle(lines)
    often = chance.choice((1, 1, 200))
    return b"\n".join(lines * min(often, 1 + LARGEST // (len(data) + 1)))  # what is cut off need not be made


def _pdf_values(chance: random.Random, data: bytes) -> bytes:
    """Change numbers and references of a PDF, so that trees turn back on themselves and boxes are endless."""
    places = list(re.finditer(rb"\d+", data[: 1 << 20]))
    out = data
    for match in sorted(chance.sample(places, min(len(places), chance.choice((1, 4, 60)))), key=lambda one: -one.start()):
        value = chance.choice((b"0", b"-1", b"1", b"2147483648", b"9" * 40, chance.choice(places).group()))
        out = out[: match.start()] + value + out[match.end() :]
    return out


def _pdf_deep(chance: random.Random, data: bytes) -> bytes:
    opening, closing = chance.choice(((b"[", b"]"), (b"<<", b">>"), (b"(", b")"), (b"q ", b"Q ")))
    depth = chance.choice((100, 5000, 300_000))
    return data.replace(b"/Contents", opening * depth + closing * depth + b"/Contents", 1)


def _pdf_bomb(chance: random.Random, data: bytes) -> bytes:
    """Put a page's content in that swells on unpacking."""
    size = chance.choice((1 << 20, 1 << 25, 1 << 27))
    unit = chance.choice((b"q ", b"(x) Tj ", b"0 0 m 1 1 l S ", b"\0"))
    body = zlib.compress(unit * (size // len(unit)), 9)
    match = re.search(rb"stream\n.*?\nendstream", data, re.DOTALL)
    return data if match is None else data[: match.start()] + b"stream\n" + body + b"\nendstream" + data[match.end() :]


_BYTES: tuple[Mutation, ...] = (flipped, cut, beheaded, doubled, spliced, numbered)
_ZIP: tuple[Mutation, ...] = (lacking, renamed, swapped, crowded, swollen, lying, lying, nested)
_XML: tuple[Mutation, ...] = tuple(xml(change) for change in (_entities, _deep, _many, _values, _torn, _encoded) for _ in range(2))
MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    ".docx": (*_BYTES, *_ZIP, *_XML),
    ".ofd": (*_BYTES, *_ZIP, *_XML),
    ".txt": (*_BYTES, recoded, recoded, endless, endless, endless, shuffled),
    ".pdf": (*_BYTES, *_BYTES, _pdf_values, _pdf_values, _pdf_deep, _pdf_bomb),
}
