"""An OFD reader for tests only: it knows GB/T 33190 and nothing of the page model; it draws a package's pages with fontTools and pypdfium2.

Every glyph's outline is taken from the embedded font and drawn as a filled path in a scratch PDF, which pypdfium2 rasterises; so only the
engine that fills paths is shared with the other side of a comparison, not fonts, text or places.
"""

import io
import posixpath
import zipfile
from itertools import accumulate

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont
from lxml import etree
from msgspec import Struct
from PIL import Image

OFD = "{http://www.ofdspec.org/2016}"
MM = 72 / 25.4


class Drawn(Struct, frozen=True):
    """A glyph as the package has it: character, face number, origin of its outline on the paper in mm."""

    char: str
    font: str
    x: float
    y: float


class Outline(BasePen):  # type: ignore[misc]  # fontTools has no types
    """Outlines as PDF path operators, quadratic curves raised to cubic ones."""

    def __init__(self, glyphs: object) -> None:
        super().__init__(glyphs)
        self.parts: list[str] = []

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  fontTools' name
        self.parts.append(f"{pt[0]} {pt[1]} m")

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802  fontTools' name
        self.parts.append(f"{pt[0]} {pt[1]} l")

    def _curveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]) -> None:  # noqa: N802  fontTools' name
        self.parts.append(f"{pt1[0]} {pt1[1]} {pt2[0]} {pt2[1]} {pt3[0]} {pt3[1]} c")

    def _closePath(self) -> None:  # noqa: N802  fontTools' name
        self.parts.append("h")


class Reader:
    """An opened package with its fonts."""

    def __init__(self, data: bytes) -> None:
        self.package = zipfile.ZipFile(io.BytesIO(data))
        entry = self.tree("OFD.xml")
        self.root = self.named("OFD.xml", entry.findtext(f"{OFD}DocBody/{OFD}DocRoot") or "")
        self.document = self.tree(self.root)
        self.fonts: dict[str, TTFont] = {}
        self.images: dict[str, bytes] = {}
        common = self.document.find(f"{OFD}CommonData")
        assert common is not None
        for name in (common.findtext(f"{OFD}PublicRes"), common.findtext(f"{OFD}DocumentRes")):
            self.resources(self.named(self.root, name or ""))
        self.paths: dict[tuple[str, str], str] = {}

    def tree(self, path: str) -> etree._Element:
        return etree.fromstring(self.package.read(path))

    def named(self, base: str, path: str) -> str:
        return path.lstrip("/") if path.startswith("/") else posixpath.normpath(posixpath.join(posixpath.dirname(base), path))

    def resources(self, path: str) -> None:
        tree = self.tree(path)
        base = posixpath.join(posixpath.dirname(path), tree.get("BaseLoc") or "")
        for font in tree.iter(f"{OFD}Font"):
            data = self.package.read(posixpath.join(base, font.findtext(f"{OFD}FontFile") or ""))
            self.fonts[font.get("ID") or ""] = TTFont(io.BytesIO(data))
        for media in tree.iter(f"{OFD}MultiMedia"):
            self.images[media.get("ID") or ""] = self.package.read(posixpath.join(base, media.findtext(f"{OFD}MediaFile") or ""))

    def page_paths(self) -> list[str]:
        return [self.named(self.root, page.get("BaseLoc") or "") for page in self.document.iter(f"{OFD}Page")]

    def outline(self, font: str, glyph: str) -> str:
        key = (font, glyph)
        if key not in self.paths:
            glyphs = self.fonts[font].getGlyphSet()
            pen = Outline(glyphs)
            glyphs[glyph].draw(pen)
            self.paths[key] = " ".join(pen.parts)
        return self.paths[key]

    def glyph(self, font: str, char: str) -> str:
        return str(self.fonts[font].getBestCmap()[ord(char)])


def numbers(text: str | None) -> list[float]:
    return [float(word) for word in (text or "").split()]


def deltas(text: str | None) -> list[float]:
    found: list[float] = []
    words = iter((text or "").split())
    for word in words:
        if word == "g":
            count = int(next(words))
            found += [float(next(words))] * count
        else:
            found.append(float(word))
    return found


def matrix_of(element: etree._Element) -> list[float]:
    return numbers(element.get("CTM")) or [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]


def spots(reader: Reader, text: etree._Element) -> list[tuple[str, str, float, float]]:
    """Return character, glyph name and origin on the paper of every glyph of a text object."""
    left, top, _, _ = numbers(text.get("Boundary"))
    a, b, c, d, e, f = matrix_of(text)
    font = text.get("Font") or ""
    code = text.find(f"{OFD}TextCode")
    assert code is not None
    chars = code.text or ""
    named = {}
    for transform in text.iter(f"{OFD}CGTransform"):
        order = reader.fonts[font].getGlyphOrder()
        named[int(transform.get("CodePosition") or 0)] = order[int(transform.findtext(f"{OFD}Glyphs") or 0)]
    xs = accumulate(deltas(code.get("DeltaX")), initial=float(code.get("X") or 0))
    y = float(code.get("Y") or 0)
    found = []
    for at, (char, x) in enumerate(zip(chars, xs, strict=True)):
        glyph = named.get(at) or ("space" if char == " " else reader.glyph(font, char))
        found.append((char, glyph, left + a * x + c * y + e, top + b * x + d * y + f))
    return found


def glyphs_of(data: bytes) -> list[list[Drawn]]:
    """Return the glyphs of every page with their origins in mm."""
    reader = Reader(data)
    pages = []
    for path in reader.page_paths():
        texts = list(reader.tree(path).iter(f"{OFD}TextObject"))
        pages.append([Drawn(char, text.get("Font") or "", x, y) for text in texts for char, _, x, y in spots(reader, text)])
    return pages


def colour(element: etree._Element, name: str) -> str:
    found = element.find(f"{OFD}{name}")
    return " ".join(f"{value / 255:.4f}" for value in numbers(found.get("Value") if found is not None else "0 0 0"))


def draw_text(reader: Reader, text: etree._Element, height: float) -> list[str]:
    font = text.get("Font") or ""
    scale = float(text.get("Size") or 0) / reader.fonts[font]["head"].unitsPerEm * MM
    a, b, c, d, _, _ = matrix_of(text)
    out = [f"{colour(text, 'FillColor')} rg {colour(text, 'StrokeColor')} RG"]
    paint = "f"
    if text.get("Stroke") == "true":
        paint = "B"
        out.append(f"{float(text.get('LineWidth') or 0) * MM / scale} w")
    for char, glyph, x, y in spots(reader, text):
        if char != " ":
            turn = f"{a * scale} {-b * scale} {-c * scale} {d * scale}"
            out.append(f"q {turn} {x * MM} {(height - y) * MM} cm {reader.outline(font, glyph)} {paint} Q")
    return out


def draw_path(path: etree._Element, height: float) -> list[str]:
    left, top, _, _ = numbers(path.get("Boundary"))
    words = (path.findtext(f"{OFD}AbbreviatedData") or "").split()
    out = [f"{colour(path, 'StrokeColor')} RG {float(path.get('LineWidth') or 0) * MM} w"]
    for at in range(0, len(words), 3):
        x, y = (left + float(words[at + 1])) * MM, (height - top - float(words[at + 2])) * MM
        out.append(f"{x} {y} {'m' if words[at] == 'M' else 'l'}")
    return [*out, "S"]


def scratch_pdf(pages: list[tuple[float, float, str]]) -> bytes:
    """Return a PDF of path operators only."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b""]
    kids = []
    for width, height, content in pages:
        data = content.encode()
        objects.append(f"<</Length {len(data)}>>stream\n".encode() + data + b"\nendstream")
        box = f"/MediaBox[0 0 {width * MM} {height * MM}]"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}/Contents {len(objects)} 0 R/Resources<<>>>>".encode())
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table
    return out + end + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def rasters(data: bytes, dpi: int) -> list[Image.Image]:
    """Rasterise every page of a package."""
    import pypdfium2 as pdfium

    reader = Reader(data)
    pages = []
    trees = [reader.tree(path) for path in reader.page_paths()]
    for tree in trees:
        _, _, width, height = numbers(tree.findtext(f"{OFD}Area/{OFD}PhysicalBox"))
        out: list[str] = []
        for element in tree.iter(f"{OFD}PathObject", f"{OFD}TextObject"):
            out += draw_text(reader, element, height) if element.tag == f"{OFD}TextObject" else draw_path(element, height)
        pages.append((width, height, "\n".join(out)))
    opened = pdfium.PdfDocument(scratch_pdf(pages))
    images = [page.render(scale=dpi / 72).to_pil().convert("RGB") for page in opened]
    for image, tree in zip(images, trees, strict=True):
        for element in tree.iter(f"{OFD}ImageObject"):
            _paste(image, element, reader.images[element.get("ResourceID") or ""], dpi / 25.4)
    return images


def _paste(page: Image.Image, element: etree._Element, data: bytes, scale: float) -> None:
    left, top, width, height = numbers(element.get("Boundary"))
    picture = Image.open(io.BytesIO(data)).convert("RGBA")
    if matrix_of(element)[0] == 0:
        picture = picture.transpose(Image.Transpose.ROTATE_90)
    picture = picture.resize((max(1, round(width * scale)), max(1, round(height * scale))), Image.Resampling.BOX)
    page.paste(picture, (round(left * scale), round(top * scale)), picture)
