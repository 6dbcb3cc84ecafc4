"""The page model as PDF/A-2b: our own writer over glyph numbers (ISO 32000-1, ISO 19005-2).

Every glyph stands where the model has it. Fonts are embedded subsets under Identity-H with a ToUnicode map, so that extracted text equals
the document's text code point by code point (AE-20). The same model, title and time give the same bytes.
"""

import io
import zlib
from datetime import datetime
from functools import lru_cache

from msgspec import Struct, field

from xzt.core.digest import sm3
from xzt.docs.layout.pages import BOLD_STROKE, NEAR, GlyphRun, Mark, Page, PageModel, Picture, Rule
from xzt.docs.render.colour import srgb_profile
from xzt.docs.render.marking import element_text
from xzt.docs.render.subset import Subset, subsets

_POINT = 72 / 25.4


class Writer(Struct):
    """The objects of a file in the making; object numbers are their order from 1."""

    objects: list[bytes] = field(default_factory=list)

    def reserve(self) -> int:
        """Take the next object number."""
        self.objects.append(b"")
        return len(self.objects)

    def put(self, number: int, body: bytes) -> int:
        """Give a reserved number its object."""
        self.objects[number - 1] = body
        return number

    def add(self, body: bytes) -> int:
        """Add an object."""
        return self.put(self.reserve(), body)

    def stream(self, data: bytes, entries: str = "", *, packed: bool = True) -> int:
        """Add a stream, deflated unless told otherwise."""
        body = zlib.compress(data) if packed else data
        how = "/Filter/FlateDecode" if packed else ""
        return self.add(f"<<{entries}{how}/Length {len(body)}>>stream\n".encode() + body + b"\nendstream")

    def file(self, root: int, info: int) -> bytes:
        """Return the whole file with its cross-reference table."""
        out = io.BytesIO()
        out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets = []
        for number, body in enumerate(self.objects, 1):
            offsets.append(out.tell())
            out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
        start = out.tell()
        identity = sm3(out.getvalue())[:32]
        out.write(f"xref\n0 {len(offsets) + 1}\n0000000000 65535 f \n".encode())
        out.write(b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets))
        out.write(f"trailer\n<</Size {len(offsets) + 1}/Root {root} 0 R/Info {info} 0 R/ID[<{identity}><{identity}>]>>\n".encode())
        out.write(f"startxref\n{start}\n%%EOF\n".encode())
        return out.getvalue()


def write_pdf(model: PageModel, title: str, when: datetime) -> bytes:
    """Write pages as one PDF file; ``when`` is its creation time and must know its time zone."""
    writer = Writer()
    root, info, tree = writer.reserve(), writer.reserve(), writer.reserve()
    fonts = subsets(model)
    inks = {key: _ink(f"F{number}", subset) for number, (key, subset) in enumerate(fonts.items(), 1)}
    resources = "/Font<<" + "".join(f"/{inks[key].name} {_font(writer, subset)} 0 R" for key, subset in fonts.items()) + ">>"
    pages = [_page(writer, page, tree, resources, inks) for page in model.pages]
    kids = " ".join(f"{number} 0 R" for number in pages)
    writer.put(tree, f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>".encode())
    outlines = _outlines(writer, model, pages)
    profile = writer.stream(srgb_profile(), "/N 3")
    intent = f"<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB IEC61966-2.1)/DestOutputProfile {profile} 0 R>>"
    flat = title.replace("\n", "")
    xmp = writer.stream(_xmp(flat, when), "/Type/Metadata/Subtype/XML", packed=False)
    writer.put(
        root,
        f"<</Type/Catalog/Pages {tree} 0 R/Metadata {xmp} 0 R/OutputIntents[{intent}]/Lang(zh-CN)"
        f"/ViewerPreferences<</DisplayDocTitle true>>{outlines}>>".encode(),
    )
    writer.put(info, f"<</Title {_string(flat)}/CreationDate({_pdf_date(when)})/ModDate({_pdf_date(when)})>>".encode())
    return writer.file(root, info)


def _string(text: str) -> str:
    return "<" + ("\ufeff" + text).encode("utf-16-be").hex() + ">"


def _pdf_date(when: datetime) -> str:
    zone = when.strftime("%z")
    return when.strftime("D:%Y%m%d%H%M%S") + f"{zone[:3]}'{zone[3:5]}'"


def _xmp(title: str, when: datetime) -> bytes:
    moment = when.isoformat(timespec="seconds")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{element_text(title)}</rdf:li></rdf:Alt></dc:title>'
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def _font(writer: Writer, subset: Subset) -> int:
    """Add a composite font: subset program, descriptor, widths, ToUnicode."""
    tag = "".join(chr(65 + int(digit, 16)) for digit in sm3(subset.data)[:6])
    name = f"{tag}+{subset.name}"
    if subset.cff:
        program = f"/FontFile3 {writer.stream(subset.cff, '/Subtype/CIDFontType0C')} 0 R"
    else:
        program = f"/FontFile2 {writer.stream(subset.data, f'/Length1 {len(subset.data)}')} 0 R"
    box = " ".join(str(value) for value in subset.box)
    descriptor = writer.add(
        f"<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{box}]/ItalicAngle 0/Ascent {subset.ascent}/Descent {subset.descent}"
        f"/CapHeight {subset.ascent}/StemV 80{program}>>".encode()
    )
    widths = " ".join(f"{number}[{_number(width)}]" for number, width in sorted(subset.widths.items()) if width != 1000)
    kind = "/Subtype/CIDFontType0" if subset.cff else "/Subtype/CIDFontType2/CIDToGIDMap/Identity"
    below = writer.add(
        f"<</Type/Font{kind}/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"/FontDescriptor {descriptor} 0 R/DW 1000/W[{widths}]>>".encode()
    )
    unicode = writer.stream(_to_unicode(subset.chars))
    return writer.add(
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{below} 0 R]/ToUnicode {unicode} 0 R>>".encode()
    )


def _to_unicode(chars: dict[int, str]) -> bytes:
    lines = [f"<{number:04x}><{char.encode('utf-16-be').hex()}>" for number, char in sorted(chars.items())]
    blocks = [lines[at : at + 100] for at in range(0, len(lines), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def 1 begincodespacerange <0000><ffff> endcodespacerange\n"
        f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode()


@lru_cache(maxsize=4096)
def _number(value: float, digits: int = 3) -> str:
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _page(writer: Writer, page: Page, tree: int, resources: str, inks: dict[str, "_Ink"]) -> int:
    """Add a page: rules over a watermark, then text in reading order, then pictures over it."""
    parts = [_run(run, page.height, inks[run.face]) for run in page.below]
    parts += [_rule(rule, page.height) for rule in page.rules]
    parts += [_run(run, page.height, inks[run.face]) for run in page.runs]
    pictures = ""
    for number, picture in enumerate(page.pictures):
        pictures += f"/P{number} {_image(writer, picture)} 0 R"
        matrix = " ".join(_number(value * _POINT) for value in _box(picture, page.height))
        parts.append(f"q {matrix} cm /P{number} Do Q")
    content = writer.stream("\n".join(parts).encode())
    images = f"/XObject<<{pictures}>>" if pictures else ""
    group = "/Group<</S/Transparency/CS/DeviceRGB>>" if pictures else ""
    size = f"{_number(page.width * _POINT)} {_number(page.height * _POINT)}"
    return writer.add(
        f"<</Type/Page/Parent {tree} 0 R/MediaBox[0 0 {size}]/Resources<<{resources}{images}>>{group}/Contents {content} 0 R>>".encode()
    )


@lru_cache(maxsize=64)
def _colour(value: int, operator: str) -> str:
    return " ".join(_number((value >> shift & 255) / 255) for shift in (16, 8, 0)) + f" {operator}"


def _rule(rule: Rule, height: float) -> str:
    ends = [rule.x1, height - rule.y1, rule.x2, height - rule.y2]
    x1, y1, x2, y2 = (_number(value * _POINT) for value in ends)
    return f"{_colour(rule.color, 'RG')} {_number(rule.width * _POINT)} w {x1} {y1} m {x2} {y2} l S"


class _Ink(Struct, frozen=True):
    """What runs of one font need: its name on the pages, and by glyph number of the whole font the code and the advance in ems."""

    name: str
    subset: Subset
    codes: dict[int, str]
    advances: dict[int, float]


def _ink(name: str, subset: Subset) -> _Ink:
    numbers = subset.numbers
    codes = {glyph: f"{number:04x}" for glyph, number in numbers.items()}
    return _Ink(name, subset, codes, {glyph: subset.widths[number] / 1000 for glyph, number in numbers.items()})


def _run(run: GlyphRun, height: float, ink: _Ink) -> str:
    """Return the operators of one run: what most glyphs stand apart as spacing of characters, the others moved one by one."""
    size = run.size * _POINT
    advances = [ink.advances[glyph] * run.size for glyph in run.glyphs]
    gaps = sorted([right - left - advance for left, right, advance in zip(run.xs, run.xs[1:], advances, strict=False)])
    spacing = round(gaps[len(gaps) // 2] * _POINT, 4) if gaps else 0.0
    apart = spacing / _POINT
    pen = run.xs[0]
    codes: list[str] = []
    for glyph, x, advance in zip(run.glyphs, run.xs, advances, strict=True):
        if not -NEAR < pen - x < NEAR:
            move = round((pen - x) / run.size * 1000, 2)
            codes.append(f">{_number(move)}<")
            pen -= move / 1000 * run.size
        codes.append(ink.codes[glyph])
        pen += advance + apart
    x, y = (run.baseline, run.xs[0]) if run.turned else (run.xs[0], height - run.baseline)
    matrix = f"{'0 1 -1 0' if run.turned else '1 0 0 1'} {_number(x * _POINT)} {_number(y * _POINT)} Tm"
    bold = f"{_colour(run.color, 'RG')} {_number(size * BOLD_STROKE)} w 2 Tr" if run.bold else "0 Tr"
    state = f"{bold} {_number(spacing, 4)} Tc /{ink.name} {_number(size)} Tf {matrix}"
    text = f"{_colour(run.color, 'rg')} BT {state} [<{''.join(codes)}>] TJ ET"
    return text if ink.subset.tells(run) else f"/Span<</ActualText {_string(run.text)}>>BDC {text} EMC"


def _box(picture: Picture, height: float) -> list[float]:
    """Return the matrix in mm that puts the unit square of a picture into its box."""
    low = height - picture.y - picture.height
    if picture.turned:
        return [0.0, picture.height, -picture.width, 0.0, picture.x + picture.width, low]
    return [picture.width, 0.0, 0.0, picture.height, picture.x, low]


class _Pixels(Struct, frozen=True):
    """A picture as PDF takes it: RGB bytes, alpha bytes where it is transparent anywhere; of a ``jpeg`` the file itself."""

    width: int
    height: int
    colours: bytes
    alpha: bytes
    jpeg: bool


@lru_cache(maxsize=4)
def _pixels(data: bytes) -> _Pixels:
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=["PNG", "JPEG"]) as image:
        if image.format == "JPEG" and image.mode == "RGB":
            return _Pixels(image.width, image.height, data, b"", jpeg=True)
        whole = image.convert("RGBA")
        alpha = whole.getchannel("A").tobytes()
        clear = alpha if min(alpha, default=255) < 255 else b""
        return _Pixels(whole.width, whole.height, whole.convert("RGB").tobytes(), clear, jpeg=False)


def _image(writer: Writer, picture: Picture) -> int:
    found = _pixels(picture.png)
    size = f"/Type/XObject/Subtype/Image/Width {found.width}/Height {found.height}/BitsPerComponent 8"
    if found.jpeg:
        return writer.stream(found.colours, f"{size}/ColorSpace/DeviceRGB/Filter/DCTDecode", packed=False)
    mask = f"/SMask {writer.stream(found.alpha, f'{size}/ColorSpace/DeviceGray')} 0 R" if found.alpha else ""
    return writer.stream(found.colours, f"{size}/ColorSpace/DeviceRGB{mask}")


def _outlines(writer: Writer, model: PageModel, pages: list[int]) -> str:
    """Add bookmarks for titles and headings, nested by level; return the catalogue's entry for them."""
    if not model.marks:
        return ""
    top = writer.reserve()
    numbers = [writer.reserve() for _ in model.marks]
    parents = _parents(model.marks)
    families: dict[int, list[int]] = {}
    places: list[int] = []
    for at, parent in enumerate(parents):
        places.append(len(families.setdefault(parent, [])))
        families[parent].append(at)
    for at, mark in enumerate(model.marks):
        siblings, below, place = families[parents[at]], families.get(at, []), places[at]
        above = numbers[parents[at]] if parents[at] >= 0 else top
        links = f"/Parent {above} 0 R"
        links += f"/Prev {numbers[siblings[place - 1]]} 0 R" if place else ""
        links += f"/Next {numbers[siblings[place + 1]]} 0 R" if place + 1 < len(siblings) else ""
        links += f"/First {numbers[below[0]]} 0 R/Last {numbers[below[-1]]} 0 R/Count -{len(below)}" if below else ""
        y = _number((model.pages[mark.page].height - mark.y) * _POINT)
        writer.put(numbers[at], f"<</Title {_string(mark.text)}{links}/Dest[{pages[mark.page]} 0 R/XYZ 0 {y} null]>>".encode())
    first = [number for number, parent in zip(numbers, parents, strict=True) if parent < 0]
    writer.put(top, f"<</Type/Outlines/First {first[0]} 0 R/Last {first[-1]} 0 R/Count {len(first)}>>".encode())
    return f"/Outlines {top} 0 R/PageMode/UseNone"


def _parents(marks: tuple[Mark, ...]) -> list[int]:
    """Return for every mark the index of the mark it stands under, -1 for none."""
    parents: list[int] = []
    open_marks: list[int] = []
    for at, mark in enumerate(marks):
        while open_marks and marks[open_marks[-1]].level >= mark.level:
            open_marks.pop()
        parents.append(open_marks[-1] if open_marks else -1)
        open_marks.append(at)
    return parents
