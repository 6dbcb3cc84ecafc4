"""A DOCX file as lines, tables and pictures in order, with what its formatting tells (ECMA-376 part 1, section 17).

Automatic numbers become text, tracked changes count as accepted and are listed, text outside the flow (text boxes, headers, notes, hidden
text) is handed over beside it. What a line is in an official document is told in ``reading``.
"""

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from xzt.docs.checks.appearance import Facts
from xzt.docs.importing.formats import Formats, number_or, value_of
from xzt.docs.importing.grids import cells_of, widths_of
from xzt.docs.importing.looks import facts_of
from xzt.docs.importing.outline import Entry, Line, Look
from xzt.docs.importing.packages import Package, R, W
from xzt.docs.importing.pictures import placed_picture
from xzt.docs.importing.rejecting import reject_all
from xzt.docs.kinds.styles import HEADINGS, IMPRINT, MARKS, WordStyle
from xzt.docs.model import Image, Table

if TYPE_CHECKING:
    from lxml.etree import _Element

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_TITLE_PROPERTY = "{http://purl.org/dc/elements/1.1/}title"
_COMPATIBLE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_VML = "{urn:schemas-microsoft-com:vml}"
_WRAPPERS = ("hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
_THROUGH = frozenset(W + name for name in _WRAPPERS)
_KINDS = {W + "ins": "inserted", W + "moveTo": "moved_to", W + "del": "deleted", W + "moveFrom": "moved_from"}
_GONE = frozenset({W + "del", W + "moveFrom"})
_SIGNS = {W + "tab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_TITLE_SIZE = 36
"""Half points: 小二 and larger."""
_SECTION_HEADS = re.compile(r"^word/(?:header|footer)\d*\.xml$")
_PAGE_NUMBER = re.compile(r"^[\s\d—\-–－·第页共/]*$")


class Change(Struct, frozen=True):
    """A tracked change: who, when (as the file says), what kind, in which paragraph of the file (from 1), what text."""

    author: str
    at: str
    kind: str
    paragraph: int
    text: str


class Read(Struct):
    """What a file holds."""

    entries: list[Entry]
    aside: list[str]
    changes: list[Change]
    remarks: list[str]
    facts: Facts = Facts()


class _Run(Struct):
    """Text of one format."""

    text: str
    face: str
    size: int
    red: bool
    head: bool = False


def read_package(data: bytes, *, before: bool = False) -> Read:
    """Read a file, ``before`` its tracked changes or with them. ``Trouble`` as of ``Package``."""
    package = Package(data)
    walk = _Walk(package)
    tree = package.tree("word/document.xml")
    if before and tree is not None:
        reject_all(tree)
    body = tree.find(W + "body") if tree is not None else None
    if body is not None:
        walk.sections(body)
        walk.blocks(body)
        walk.flush()
    for name in sorted(package.names):
        if _SECTION_HEADS.match(name) or name in {"word/footnotes.xml", "word/endnotes.xml"}:
            walk.outside(name)
    if "word/comments.xml" in package.names:
        walk.remark("comments")
    walk.read.facts = facts_of(package)
    walk.titled()
    return walk.read


class _Walk:
    """One walk through a document in order."""

    def __init__(self, package: Package) -> None:
        self.read = Read([], [], [], [])
        self._package = package
        self._formats = Formats(package)
        self._relations = package.relations("word/document.xml")
        self._paragraphs = 0
        self._carried: list[_Run] = []
        self._fresh = False
        self._pictures: list[Image] = []
        self._boxed: list[_Element] | None = []
        """Lines of our own in boxes of the paragraph that is being read; None while these are read themselves."""
        self._across = [False]

    def sections(self, body: "_Element") -> None:
        """Learn which sections lie across, in order."""
        inner = (paragraph.find(f"{W}pPr/{W}sectPr") for paragraph in body.iter(W + "p"))
        sections = [*(section for section in inner if section is not None), *body.findall(W + "sectPr")]
        pages = [section.find(W + "pgSz") for section in sections]
        self._across = [page is not None and page.get(W + "orient") == "landscape" for page in pages] or [False]

    def remark(self, code: str) -> None:
        if code not in self.read.remarks:
            self.read.remarks.append(code)

    def blocks(self, parent: "_Element") -> None:
        """Take the blocks of a body, a content control or a custom element."""
        for child in parent:
            if child.tag == W + "p":
                self._paragraph(child)
            elif child.tag == W + "tbl":
                self.flush()
                self._table(child)
            elif child.tag in {W + "sdt", W + "sdtContent", W + "customXml", W + "ins", W + "moveTo"}:
                self.blocks(child)
            elif child.tag == W + "altChunk":
                self.remark("embedded_objects")

    def titled(self) -> None:
        """Take the title of an order from the properties of the file: the page shows none beside the mark."""
        styles = [entry.look.style for entry in self.read.entries if isinstance(entry, Line)]
        tree = self._package.tree("docProps/core.xml") if WordStyle.ORDER_MARK in styles and WordStyle.TITLE not in styles else None
        title = tree.findtext(_TITLE_PROPERTY) if tree is not None else None
        lines = [Line(text.strip(), Look(style=WordStyle.TITLE)) for text in (title or "").split("\n") if text.strip()]
        self.read.entries[:0] = lines

    def outside(self, name: str) -> None:
        """Keep what stands in headers, footers and notes beside the text, but for page numbers."""
        tree = self._package.tree(name)
        for paragraph in tree.iter(W + "p") if tree is not None else ():
            text = "".join(node.text or "" for node in paragraph.iter(W + "t")).strip()
            if text and not _PAGE_NUMBER.match(text):
                self.read.aside.append(text)
                self.remark("footnotes" if "notes" in name else "headers")

    def flush(self) -> None:
        """End a paragraph whose own mark was deleted and that nothing followed."""
        if self._carried:
            runs, self._carried = self._carried, []
            self._emit("".join(run.text for run in runs), Look())

    def _paragraph(self, paragraph: "_Element", *, boxed: bool = False) -> None:
        self._paragraphs += 1
        chain = self._formats.chain(paragraph)
        runs = self._carried + self._runs(paragraph, chain)
        self._carried = []
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        for tag in (W + "del", W + "ins") if mark is not None else ():
            change = mark.find(tag) if mark is not None else None
            if change is not None:
                self._note(change, _KINDS[tag], "\n")
        if paragraph.find(f"{W}pPr/{W}pPrChange") is not None:
            self._note(paragraph.find(f"{W}pPr/{W}pPrChange"), "formatted", "")
        if mark is not None and mark.find(W + "del") is not None:
            self._carried = runs
            return
        text = "".join(run.text for run in runs)
        number = self._formats.number(chain) if text.strip() or not self._pictures else ""
        self._emit(number + text, self._look(chain, runs, len(number)))
        if not boxed:
            lines, self._boxed = self._boxed, None
            for line in lines or ():
                self._paragraph(line, boxed=True)
            self._boxed = []
        if paragraph.find(f"{W}pPr/{W}sectPr") is not None and len(self._across) > 1:
            del self._across[0]

    def _emit(self, text: str, look: Look) -> None:
        """Hand over a paragraph, parted at its line breaks, then its pictures, the next line being their caption where it looks so."""
        for number, line in enumerate(text.split("\n")):
            if line.strip():
                fresh = look.fresh and number == 0
                lead = len(line) - len(line.lstrip())
                head = max(look.head - lead, 0) if number == 0 else 0
                self.read.entries.append(Line(line.strip(), replace(look, fresh=fresh or self._fresh, head=head)))
                self._fresh = False
            elif look.fresh and number == 0:
                self._fresh = True
        self.read.entries += self._pictures
        self._pictures = []

    def _look(self, chain: "list[_Element]", runs: list[_Run], before: int) -> Look:
        """Tell what the formatting of a paragraph says."""
        prop = self._formats.property
        shown = [run for run in runs if run.text.strip()]
        first = shown[0] if shown else _Run("", "", 0, red=False)
        head = before
        for run in runs:
            if run.text.strip() and run.face != first.face:
                break
            head += len(run.text)
        indent = next((item for holder in chain for item in holder.iter(W + "ind")), None)
        firsts = (indent.get(W + "firstLine", "0"), indent.get(W + "firstLineChars", "0")) if indent is not None else ("0", "0")
        ruled = any(holder.find(f".//{W}pBdr") is not None for holder in chain[:1])
        fresh = any(holder.find(f".//{W}pageBreakBefore") is not None for holder in chain[:1])
        style = self._formats.named(chain)
        if style in HEADINGS:
            head = before + sum(len(run.text) for run in runs if run.head)
        elif all(run.face == first.face for run in shown):
            head = 0
        return Look(
            level=self._formats.outline(chain) or {"hei": 1, "kai": 2}.get(first.face, 0),
            head=head,
            title=first.size >= _TITLE_SIZE or first.face == "title",
            red=first.red,
            right=prop(chain, "jc") in {"right", "end"},
            centred=prop(chain, "jc") == "center",
            indented=any(number_or(value, 0) > 0 for value in firsts),
            fresh=fresh,
            ruled=ruled,
            style=style,
            across=self._across[0],
        )

    def _runs(self, parent: "_Element", chain: "list[_Element]") -> list[_Run]:
        found: list[_Run] = []
        for child in parent:
            if child.tag == W + "r":
                found += self._run(child, chain)
            elif child.tag in _KINDS:
                texts = "".join(node.text or "" for node in child.iter(W + "t", W + "delText"))
                self._note(child, _KINDS[child.tag], texts)
                if child.tag not in _GONE:
                    found += self._runs(child, chain)
            elif child.tag in _THROUGH:
                found += self._runs(child, chain)
        return found

    def _run(self, run: "_Element", chain: "list[_Element]") -> list[_Run]:
        text = self._run_text(run)
        if run.find(f"{W}rPr/{W}rPrChange") is not None:
            self._note(run.find(f"{W}rPr/{W}rPrChange"), "formatted", text)
        if run.find(f"{W}rPr/{W}vanish") is not None and value_of(run, "rPr", "vanish") not in {"0", "false"}:
            if text.strip():
                self.read.aside.append(text.strip())
                self.remark("hidden_text")
            return []
        if not text:
            return []
        prop = self._formats.run_property
        face = _face(prop(run, chain, "rFonts", "eastAsia") or "")
        red = (prop(run, chain, "color", "val") or "").upper() in {"FF0000", "C00000", "RED", "E60012", "FE0000"}
        return [_Run(text, face, number_or(prop(run, chain, "sz", "val"), 0), red, self._formats.is_head(run))]

    def _run_text(self, parent: "_Element") -> str:
        text = ""
        for child in parent:
            if child.tag == W + "t":
                text += child.text or ""
            elif child.tag in _SIGNS:
                text += _SIGNS[child.tag]
            elif child.tag == W + "br":
                turned = self._formats.ours and child.get(W + "clear") == "all"  # by our own layout, not by the author
                text += "\n" if child.get(W + "type") in {None, "textWrapping"} and not turned else ""
                self._fresh = self._fresh or child.get(W + "type") == "page"
            elif child.tag == _COMPATIBLE + "AlternateContent":
                branch = child.find(_COMPATIBLE + "Choice")
                text += self._run_text(branch if branch is not None else child)
            elif child.tag == _COMPATIBLE + "Fallback":
                text += self._run_text(child)
            elif child.tag in {W + "drawing", W + "pict", W + "object"}:
                self._drawn(child)
            elif child.tag == W + "ruby":
                text += "".join(self._run_text(run) for run in child.iterfind(f"{W}rubyBase/{W}r"))
            elif child.tag == W + "sym":
                self.remark("symbols")
        return text

    def _drawn(self, drawing: "_Element") -> None:
        """Take pictures; text in boxes goes beside the text, but for our own imprint; other drawn things are remarked."""
        if self._boxed is None:  # a box in a box is none of ours
            self.remark("drawings")
            return
        boxes = _outermost(drawing)
        for box in boxes:
            for paragraph in box.iter(W + "p"):
                if self._formats.named(self._formats.chain(paragraph)) in IMPRINT:
                    self._boxed.append(paragraph)
                    continue
                text = "".join(node.text or "" for node in paragraph.iter(W + "t")).strip()
                if text:
                    self.read.aside.append(text)
                    self.remark("text_boxes")
        blips = [*drawing.iter(_A + "blip"), *drawing.iter(_VML + "imagedata")]
        extent = next(drawing.iter(_DRAWING + "extent"), None)
        for blip in blips:
            path = self._relations.get(blip.get(R + "embed") or blip.get(R + "id") or "")
            width = number_or((extent.get("cx") or "")[:9], 0) if extent is not None else 0
            image = placed_picture(self._package, path, width / 36000) if path in self._package.names else None
            if image is not None:
                self._pictures.append(image)
            else:
                self.remark("pictures_left_out")
        if not blips and not boxes:
            self.remark("embedded_objects" if drawing.tag == W + "object" else "drawings")

    def _note(self, element: "_Element | None", kind: str, text: str) -> None:
        if element is not None:
            author, at = element.get(W + "author", ""), element.get(W + "date", "")
            self.read.changes.append(Change(author, at, kind, self._paragraphs, text))
            self.remark("tracked_changes")

    def _table(self, table: "_Element") -> None:
        """Take a table: a merged cell's text stands in its first cell, the others are empty; rows that were deleted are left out."""
        if self._joint_mark(table):
            return
        rows: list[tuple[str, ...]] = []
        heads = 0
        for row in table.iterchildren(W + "tr"):
            properties = row.find(W + "trPr")
            gone = properties.find(W + "del") if properties is not None else None
            if gone is not None:
                self._note(gone, "deleted", "".join(node.text or "" for node in row.iter(W + "t", W + "delText")))
                continue
            cells: list[str] = []
            for cell in cells_of(row):
                cells += self._cell(cell)
            if properties is not None and properties.find(W + "tblHeader") is not None and heads == len(rows):
                heads += 1
            rows.append(tuple(cells))
        columns = max((len(row) for row in rows), default=0)
        if columns:
            full = tuple(row + ("",) * (columns - len(row)) for row in rows)
            ours = self._formats.ours
            self.read.entries.append(Table(full, heads if ours else heads or 1, widths_of(table, columns), ours and self._across[0]))
            self.read.entries += self._pictures
            self._pictures = []

    def _joint_mark(self, table: "_Element") -> bool:
        """Take the mark of several organs, which stand one below the other beside the word for all; says whether the table is one."""
        first = next(table.iter(W + "p"), None)
        chain = self._formats.chain(first) if first is not None else []
        if self._formats.named(chain) not in MARKS:
            return False
        organs, *words = (self._cell(cell)[0] for row in table.iterchildren(W + "tr") for cell in cells_of(row))
        leading, *others = organs.split("\n")
        for text in ("".join((leading, *words)), *others):
            if text.strip():
                self.read.entries.append(Line(text.strip(), self._look(chain, [], 0)))
        return True

    def _cell(self, cell: "_Element") -> list[str]:
        properties = cell.find(W + "tcPr")
        span = min(max(number_or(value_of(properties, "gridSpan"), 1), 1), 63)
        merged = properties.find(W + "vMerge") if properties is not None else None
        if cell.find(W + "tbl") is not None:
            self.remark("tables_in_tables")
        texts = []
        for paragraph in cell.iter(W + "p"):
            self._paragraphs += 1
            chain = self._formats.chain(paragraph)
            runs = "".join(run.text for run in self._runs(paragraph, chain))
            texts.append((self._formats.number(chain) + runs).strip())
        text = "\n".join(texts).strip()
        if merged is not None and merged.get(W + "val", "continue") == "continue":
            text = ""
        return [text, *[""] * (span - 1)]


def _outermost(drawing: "_Element") -> "list[_Element]":
    """Return the boxes of text that stand in no other."""
    found: list[_Element] = []
    for box in drawing.iter(W + "txbxContent"):
        if not found or found[-1] not in box.iterancestors():
            found.append(box)
    return found


def _face(name: str) -> str:
    """Tell the kind of face by the names that are in use."""
    if "标宋" in name or "xbs" in name.lower():
        return "title"
    if "黑" in name or name.lower() in {"simhei", "heiti"}:
        return "hei"
    return "kai" if "楷" in name or name.lower() in {"kaiti", "simkai", "stkaiti"} else ""
