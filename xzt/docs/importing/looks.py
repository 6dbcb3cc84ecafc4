"""How a DOCX file looks, as facts for the checks: paper and margins, faces and sizes by role, line pitch, page numbers, wide tables."""

from collections import Counter
from typing import TYPE_CHECKING

from xzt.docs.checks.appearance import Facts, Look, Sheet
from xzt.docs.importing.formats import Formats, number_or, value_of
from xzt.docs.importing.outline import heading_level
from xzt.docs.importing.packages import Package, W

if TYPE_CHECKING:
    from lxml.etree import _Element

_TITLE_SIZE = 36
"""Half points, as in ``word``: 小二 and larger."""
_MARKS = frozenset("“”‘’—…")
_A4 = (11906, 16838)


def facts_of(package: Package) -> Facts:
    """Gather the facts of an opened file."""
    tree = package.tree("word/document.xml")
    body = tree.find(W + "body") if tree is not None else None
    if body is None:
        return Facts()
    reader = _Reader(package)
    for paragraph in body.iter(W + "p"):
        if not any(parent.tag in {W + "tbl", W + "txbxContent"} for parent in paragraph.iterancestors()):
            reader.paragraph(paragraph)
    sheets = tuple(_sheet(section) for section in body.iter(W + "sectPr"))
    return Facts(
        sheets=sheets,
        looks=tuple(Look(*look, count) for look, count in reader.looks.most_common()),
        pitches=tuple(reader.pitches.most_common()),
        numbers=tuple(sorted(_numbers(package))),
        themed=reader.themed,
        narrow_marks=reader.narrow,
        wide_tables=sum(_is_wide(table, sheets) for table in body.iter(W + "tbl")),
    )


class _Reader:
    """Counts characters by role, face and size."""

    def __init__(self, package: Package) -> None:
        self._formats = Formats(package)
        styles = package.tree("word/styles.xml")
        self._defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr") if styles is not None else None
        self.looks: Counter[tuple[str, str, float]] = Counter()
        self.pitches: Counter[float] = Counter()
        self.themed = self.narrow = 0

    def paragraph(self, paragraph: "_Element") -> None:
        chain = self._formats.chain(paragraph)
        runs = [(run, "".join(node.text or "" for node in run.iterfind(W + "t"))) for run in paragraph.iter(W + "r")]
        runs = [(run, text) for run, text in runs if text.strip()]
        if not runs:
            return
        number = self._formats.number(chain)
        role = self._role(number + "".join(text for _, text in runs).strip(), runs[0][0], chain)
        for run, text in runs:
            self._run(run, text, role, chain)
        if role == "body":
            self.pitches[self._pitch(chain)] += 1

    def _role(self, text: str, first: "_Element", chain: "list[_Element]") -> str:
        if number_or(self._of(first, chain, "sz", "val"), 0) >= _TITLE_SIZE:
            red = (self._of(first, chain, "color", "val") or "").upper().startswith("FF")
            return "mark" if red else "title"
        level = heading_level(text)
        return f"heading{level}" if level in {1, 2} and len(text) <= 30 else "body"

    def _run(self, run: "_Element", text: str, role: str, chain: "list[_Element]") -> None:
        han = sum("一" <= char <= "鿿" for char in text)
        face = self._of(run, chain, "rFonts", "eastAsia") or ""
        theme = "" if face else self._of(run, chain, "rFonts", "eastAsiaTheme") or ""
        own = run.find(f"{W}rPr/{W}rFonts")
        if own is not None and own.get(W + "eastAsiaTheme"):
            face, theme = "", own.get(W + "eastAsiaTheme") or ""
        if han:
            self.looks[role, face, number_or(self._of(run, chain, "sz", "val"), 0) / 2] += han
            self.themed += han if theme else 0
        latin = self._of(run, chain, "rFonts", "ascii") or ""
        hinted = self._of(run, chain, "rFonts", "hint") == "eastAsia"
        if latin and not hinted and latin.isascii():
            self.narrow += sum(char in _MARKS for char in text)

    def _of(self, run: "_Element", chain: "list[_Element]", name: str, attribute: str) -> str | None:
        found = self._formats.run_property(run, chain, name, attribute)
        if found is None and self._defaults is not None:
            default = self._defaults.find(W + name)
            found = default.get(W + attribute) if default is not None else None
        return found

    def _pitch(self, chain: "list[_Element]") -> float:
        for holder in chain:
            inner = holder if holder.tag == W + "pPr" else holder.find(W + "pPr")
            spacing = inner.find(W + "spacing") if inner is not None else None
            if spacing is not None and spacing.get(W + "line") is not None:
                exact = spacing.get(W + "lineRule") == "exact"
                return round(number_or(spacing.get(W + "line"), 0) / 20, 2) if exact else 0.0
        return 0.0


def _mm(twips: str | None, other: int = 0) -> float:
    return round(number_or(twips, other) / 1440 * 25.4, 2)


def _sheet(section: "_Element") -> Sheet:
    size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
    width, height = (_mm(size.get(W + name) if size is not None else None, usual) for name, usual in zip(("w", "h"), _A4, strict=True))
    edges = [_mm(margins.get(W + name)) if margins is not None else 0.0 for name in ("top", "bottom", "left", "right")]
    return Sheet(width, height, *edges)


def _numbers(package: Package) -> set[str]:
    """Return where page numbers stand, by the footers that have a field for them."""
    found = set()
    for name in package.names:
        if not (name.startswith("word/footer") and name.endswith(".xml")):
            continue
        tree = package.tree(name)
        for paragraph in tree.iter(W + "p") if tree is not None else ():
            words = "".join(node.text or "" for node in paragraph.iter(W + "instrText"))
            words += "".join(node.get(W + "instr") or "" for node in paragraph.iter(W + "fldSimple"))
            if "PAGE" in words:
                frame = paragraph.find(f"{W}pPr/{W}framePr")
                aligned = frame.get(W + "xAlign") if frame is not None else None
                found.add(aligned or value_of(paragraph.find(W + "pPr"), "jc") or "left")
    return {{"both": "left", "start": "left", "end": "right"}.get(one, one) for one in found}


def _is_wide(table: "_Element", sheets: tuple[Sheet, ...]) -> bool:
    """Say whether the columns of a table are wider than the widest text."""
    widths = [number_or(column.get(W + "w"), 0) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
    text = max((sheet.width - sheet.left - sheet.right for sheet in sheets), default=0.0)
    return bool(text) and sum(widths) / 1440 * 25.4 > text + 5
