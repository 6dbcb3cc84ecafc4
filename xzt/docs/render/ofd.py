"""The page model as OFD (GB/T 33190-2016): a zip of XML, one page description a page, embedded font subsets.

Text stands as code points with the distances between glyphs; the subset's own character map leads from code point to glyph, and a
``CGTransform`` names the glyph where it does not. The organ seal is not drawn into the content: the signature's stamp carries it, at
``seal_place``. The same model, document and time give the same bytes.
"""

import io
import re
import zipfile
from datetime import datetime
from functools import lru_cache

from msgspec import Struct, field
from msgspec.structs import replace

from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.docs.layout.pages import BOLD_STROKE, NEAR, GlyphRun, Mark, Page, PageModel, Picture, Rule
from xzt.docs.model import Issuance, OfficialDocument
from xzt.docs.render.marking import attribute_text, element_text
from xzt.docs.render.ofd_reading import NAMESPACE, ofd_text
from xzt.docs.render.ofd_tags import FOLDER, Tag, list_xml, tag_name, tags_xml
from xzt.docs.render.subset import Subset, subsets

__all__ = ["ofd_text", "seal_place", "seal_places", "write_ofd"]

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NS = f'xmlns:ofd="{NAMESPACE}"'
_BLANK = re.compile(r"\s")
_FEW = 3
_STILL = (2000, 1, 1, 0, 0, 0)


class Package(Struct):
    """Files of the package by path, the last object number given out, and the tags of the objects so far."""

    files: dict[str, bytes] = field(default_factory=dict)
    last: int = 0
    tags: list[Tag] = field(default_factory=list)

    def number(self) -> int:
        """Give out the next object number."""
        self.last += 1
        return self.last

    def xml(self, path: str, text: str) -> None:
        """Add an XML file."""
        self.files[path] = (_HEAD + text).encode()

    def zipped(self) -> bytes:
        """Return the package as zip, entries in order of path after ``OFD.xml``, without times."""
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for path in sorted(self.files, key=lambda name: (name != "OFD.xml", name)):
                entry = zipfile.ZipInfo(path, _STILL)
                entry.external_attr = 0o644 << 16
                package.writestr(entry, self.files[path], zipfile.ZIP_DEFLATED)
        return out.getvalue()


def write_ofd(model: PageModel, document: OfficialDocument, issuance: Issuance, when: datetime, *, archival: bool = False) -> bytes:
    """Write pages as one OFD package; ``when`` is its creation date.

    The ``archival`` rendition is an OFD-A (GB/T 42133-2022 6.2.1): seals are drawn as pictures, as no signature record goes with it.
    """
    package = Package()
    fonts = subsets(model)
    numbers = {key: package.number() for key in fonts}
    _public_resources(package, fonts, numbers)
    images: list[tuple[int, Picture]] = []
    pages: list[int] = []
    for at, page in enumerate(model.pages):
        pages.append(package.number())
        drawn = page if archival else replace(page, pictures=tuple(picture for picture in page.pictures if not picture.seal))
        _page(package, at, drawn, numbers, fonts, images)
    _images(package, images)
    package.xml(f"{FOLDER}/CustomTags.xml", list_xml(_NS))
    package.xml(f"{FOLDER}/CustomTag.xml", tags_xml(_NS, package.tags))
    _document(package, model, pages)
    _entry(package, document, issuance, when, "OFD-A" if archival else "OFD")
    return package.zipped()


def seal_places(model: PageModel) -> list[tuple[int, float, float, float, float]]:
    """Return page index, left, top, width and height in mm of every seal, in the order of the signers."""
    return [
        (at, picture.x, picture.y, picture.width, picture.height)
        for at, page in enumerate(model.pages)
        for picture in page.pictures
        if picture.seal
    ]


def seal_place(model: PageModel) -> tuple[int, float, float, float, float] | None:
    """Return the place of the leading organ's seal, or None where the document has none."""
    places = seal_places(model)
    return places[0] if places else None


def _entry(package: Package, document: OfficialDocument, issuance: Issuance, when: datetime, kind: str) -> None:
    identity = sm3(encode([document, issuance, when.isoformat()]))[:32]
    title = document.title.replace("\n", "")
    data = [
        ("文种", document.kind.value),
        ("发文字号", issuance.number),
        ("成文日期", issuance.signed_on),
        ("主送机关", document.recipients),
    ]
    customs = "".join(
        f"<ofd:CustomData Name={attribute_text(name)}>{element_text(value)}</ofd:CustomData>" for name, value in data if value
    )
    package.xml(
        "OFD.xml",
        f'<ofd:OFD {_NS} Version="1.0" DocType="{kind}"><ofd:DocBody><ofd:DocInfo><ofd:DocID>{identity}</ofd:DocID>'
        f"<ofd:Title>{element_text(title)}</ofd:Title><ofd:Author>{element_text('、'.join(document.signers))}</ofd:Author>"
        f"<ofd:CreationDate>{when:%Y-%m-%d}</ofd:CreationDate><ofd:Creator>湘政通</ofd:Creator><ofd:CreatorVersion>1.0</ofd:CreatorVersion>"
        f"<ofd:CustomDatas>{customs}</ofd:CustomDatas></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    )


def _document(package: Package, model: PageModel, pages: list[int]) -> None:
    listed = "".join(f'<ofd:Page ID="{number}" BaseLoc="Pages/Page_{at}/Content.xml"/>' for at, number in enumerate(pages))
    outlines = _outlines(model.marks, pages)
    package.xml(
        "Doc_0/Document.xml",
        f"<ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>{package.last}</ofd:MaxUnitID>"
        "<ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>"
        "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes></ofd:CommonData>"
        f"<ofd:Pages>{listed}</ofd:Pages>{outlines}"
        "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags></ofd:Document>",
    )


def _outlines(marks: tuple[Mark, ...], pages: list[int]) -> str:
    """Return the outline, nested by level."""
    out: list[str] = []
    open_levels: list[int] = []
    for mark in marks:
        while open_levels and open_levels[-1] >= mark.level:
            out.append("</ofd:OutlineElem>")
            open_levels.pop()
        goto = f'<ofd:Dest Type="XYZ" PageID="{pages[mark.page]}" Left="0" Top="{_mm(mark.y)}" Zoom="0"/>'
        out.append(f'<ofd:OutlineElem Title={attribute_text(mark.text)}><ofd:Actions><ofd:Action Event="CLICK"><ofd:Goto>{goto}</ofd:Goto>')
        out.append("</ofd:Action></ofd:Actions>")
        open_levels.append(mark.level)
    out += ["</ofd:OutlineElem>"] * len(open_levels)
    return f"<ofd:Outlines>{''.join(out)}</ofd:Outlines>" if out else ""


def _public_resources(package: Package, fonts: dict[str, Subset], numbers: dict[str, int]) -> None:
    listed = ""
    for key, subset in fonts.items():
        name = f"font_{numbers[key]}.{'otf' if subset.cff else 'ttf'}"
        package.files[f"Doc_0/Res/{name}"] = subset.data
        names = f"FontName={attribute_text(subset.face.family)} FamilyName={attribute_text(subset.face.family)}"
        listed += f'<ofd:Font ID="{numbers[key]}" {names}><ofd:FontFile>{name}</ofd:FontFile></ofd:Font>'
    package.xml("Doc_0/PublicRes.xml", f'<ofd:Res {_NS} BaseLoc="Res"><ofd:Fonts>{listed}</ofd:Fonts></ofd:Res>')


def _images(package: Package, images: list[tuple[int, Picture]]) -> None:
    listed = ""
    for number, picture in images:
        ending, form = ("png", "PNG") if picture.png.startswith(b"\x89PNG") else ("jpg", "JPEG")
        package.files[f"Doc_0/Res/image_{number}.{ending}"] = picture.png
        media = f"<ofd:MediaFile>image_{number}.{ending}</ofd:MediaFile>"
        listed += f'<ofd:MultiMedia ID="{number}" Type="Image" Format="{form}">{media}</ofd:MultiMedia>'
    medias = f"<ofd:MultiMedias>{listed}</ofd:MultiMedias>" if listed else ""
    package.xml("Doc_0/DocumentRes.xml", f'<ofd:Res {_NS} BaseLoc="Res">{medias}</ofd:Res>')


def _page(
    package: Package, at: int, page: Page, numbers: dict[str, int], fonts: dict[str, Subset], images: list[tuple[int, Picture]]
) -> None:
    whole, layer = package.last, package.number()  # the page's own number is the last one given out
    objects = [_text(package.number(), run, numbers[run.face], fonts[run.face], page.height) for run in page.below]
    objects += [_path(package.number(), rule) for rule in page.rules]
    for run in page.runs:
        objects.append(_text(package.number(), run, numbers[run.face], fonts[run.face], page.height))
        if run.place is not None:
            package.tags.append(Tag(whole, package.last, tag_name(run.place)))
    for picture in page.pictures:
        resource = package.number()
        images.append((resource, picture))
        objects.append(_image(package.number(), resource, picture))
    box = f"0 0 {_mm(page.width)} {_mm(page.height)}"
    package.xml(
        f"Doc_0/Pages/Page_{at}/Content.xml",
        f"<ofd:Page {_NS}><ofd:Area><ofd:PhysicalBox>{box}</ofd:PhysicalBox></ofd:Area><ofd:Content>"
        f'<ofd:Layer Type="Body" ID="{layer}">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>',
    )


@lru_cache(maxsize=4096)
def _mm(value: float) -> str:
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def _rgb(value: int) -> str:
    return f"{value >> 16 & 255} {value >> 8 & 255} {value & 255}"


def _path(number: int, rule: Rule) -> str:
    """Return a straight line; its box encloses the whole stroke."""
    half = rule.width / 2
    left, top = min(rule.x1, rule.x2) - half, min(rule.y1, rule.y2) - half
    width, height = abs(rule.x2 - rule.x1) + rule.width, abs(rule.y2 - rule.y1) + rule.width
    points = f"M {_mm(rule.x1 - left)} {_mm(rule.y1 - top)} L {_mm(rule.x2 - left)} {_mm(rule.y2 - top)}"
    return (
        f'<ofd:PathObject ID="{number}" Boundary="{_mm(left)} {_mm(top)} {_mm(width)} {_mm(height)}" LineWidth="{_mm(rule.width)}">'
        f'<ofd:StrokeColor Value="{_rgb(rule.color)}"/><ofd:AbbreviatedData>{points}</ofd:AbbreviatedData></ofd:PathObject>'
    )


def _image(number: int, resource: int, picture: Picture) -> str:
    box = f"{_mm(picture.x)} {_mm(picture.y)} {_mm(picture.width)} {_mm(picture.height)}"
    matrix = f"{_mm(picture.width)} 0 0 {_mm(picture.height)} 0 0"
    if picture.turned:
        matrix = f"0 {_mm(-picture.height)} {_mm(picture.width)} 0 0 {_mm(picture.height)}"
    return f'<ofd:ImageObject ID="{number}" Boundary="{box}" CTM="{matrix}" ResourceID="{resource}"/>'


def _text(number: int, run: GlyphRun, font: int, subset: Subset, paper: float) -> str:
    """Return a text object; its box reaches from the first glyph past the last one; ``paper`` is the page's height."""
    left, top = run.xs[0], run.baseline - run.size
    width, height = run.xs[-1] - left + run.size * 1.05, run.size * 1.3
    deltas = _deltas(run.xs)
    delta = f' DeltaX="{deltas}"' if deltas else ""
    codes = element_text(_BLANK.sub(" ", run.text))
    box, matrix = f"{_mm(left)} {_mm(top)} {_mm(width)} {_mm(height)}", ""
    if run.turned:
        box, matrix = f"{_mm(top)} {_mm(paper - left - width)} {_mm(height)} {_mm(width)}", f' CTM="0 -1 1 0 0 {_mm(width)}"'
    bold = f' Stroke="true" LineWidth="{_mm(run.size * BOLD_STROKE)}"' if run.bold else ""
    stroke = f'<ofd:StrokeColor Value="{_rgb(run.color)}"/>' if run.bold else ""
    return (
        f'<ofd:TextObject ID="{number}" Boundary="{box}" Font="{font}" Size="{_mm(run.size)}"{matrix}{bold}>'
        f'<ofd:FillColor Value="{_rgb(run.color)}"/>{stroke}{_transforms(run, subset)}'
        f'<ofd:TextCode X="0" Y="{_mm(run.baseline - top)}"{delta}>{codes}</ofd:TextCode></ofd:TextObject>'
    )


def _transforms(run: GlyphRun, subset: Subset) -> str:
    """Name the glyphs that the subset's character map does not lead to."""
    if subset.tells(run):
        return ""
    return "".join(
        f'<ofd:CGTransform CodePosition="{at}" CodeCount="1" GlyphCount="1">'
        f"<ofd:Glyphs>{subset.numbers[glyph]}</ofd:Glyphs></ofd:CGTransform>"
        for at, (glyph, char) in enumerate(zip(run.glyphs, run.text, strict=True))
        if subset.told[glyph] != char and not char.isspace()
    )


def _deltas(xs: tuple[float, ...]) -> str:
    """Return the distances between glyphs, neighbours that stand equally apart as ``g count value``."""
    out: list[str] = []
    at, pen = 1, xs[0]
    while at < len(xs):
        step = round(xs[at] - pen, 4)
        begun = at
        while at < len(xs) and -NEAR < pen + step - xs[at] < NEAR:
            pen += step
            at += 1
        count = at - begun
        out += [f"g {count} {_mm(step)}"] if count > _FEW else [_mm(step)] * count
    return " ".join(out)
