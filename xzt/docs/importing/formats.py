"""What styles and numbering of a DOCX file say of a paragraph: face, size, outline level, and the number that Word would print.

Direct formatting wins over styles, a style over the one it is based on. Numbers count as Word counts them: by abstract list and level,
deeper levels start again after a higher one.
"""

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from xzt.docs.importing.numerals import printed_number
from xzt.docs.importing.packages import Package, W
from xzt.docs.kinds.styles import WordStyle, is_ours

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEEPEST = 20
_LEVELS = 9


class Level(Struct, frozen=True):
    """One level of a list: format, text with ``%1`` to ``%9``, first number, whether numbers of higher levels become decimals."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False


def value_of(parent: "_Element | None", *path: str) -> str | None:
    """Return the ``val`` of a descendant by the names on the way, None where there is none."""
    for name in path:
        parent = parent.find(W + name) if parent is not None else None
    return parent.get(W + "val") if parent is not None else None


def number_or(text: str | None, other: int) -> int:
    """Return a number of a reasonable size, else ``other``."""
    return int(text) if text is not None and re.fullmatch(r"-?[0-9]{1,9}", text, re.ASCII) else other


class Formats:
    """Styles and lists of one file. Counts as paragraphs are asked for in order; not to be shared by two walks."""

    def __init__(self, package: Package) -> None:
        styles, numbering = package.tree("word/styles.xml"), package.tree("word/numbering.xml")
        self._styles: dict[str, _Element] = {}
        self._default = ""
        for style in styles.iter(W + "style") if styles is not None else ():
            name = style.get(W + "styleId", "")
            self._styles[name] = style
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in {"1", "true"}:
                self._default = name
        names = {style: value_of(element, "name") or "" for style, element in self._styles.items()}
        self.ours = is_ours(names.values())
        """Whether the file speaks by our styles."""
        known = set(WordStyle) if self.ours else set()
        self._named = {style: WordStyle(name) for style, name in names.items() if name in known}
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, list[int]] = {}
        self._started: set[str] = set()
        if numbering is not None:
            self._read_lists(numbering)

    def chain(self, paragraph: "_Element") -> "list[_Element]":
        """Return the paragraph's own properties, then those of its styles, nearest first."""
        own = paragraph.find(W + "pPr")
        found = [own] if own is not None else []
        name = value_of(own, "pStyle") or self._default
        seen: set[str] = set()
        while name in self._styles and name not in seen and len(seen) < _DEEPEST:
            seen.add(name)
            found.append(self._styles[name])
            name = value_of(self._styles[name], "basedOn") or ""
        return found

    def named(self, chain: "list[_Element]") -> WordStyle | None:
        """Return which of our styles a paragraph has, by itself or by the one that its style is based on."""
        ids = (holder.get(W + "styleId", "") for holder in chain if holder.tag == W + "style")
        return next((self._named[style] for style in ids if style in self._named), None)

    def is_head(self, run: "_Element") -> bool:
        """Say whether a run is marked as the heading of its paragraph."""
        return self._named.get(value_of(run, "rPr", "rStyle") or "") is WordStyle.HEAD_IN_TEXT

    def property(self, chain: "list[_Element]", *path: str) -> str | None:
        """Return the first value of a paragraph property along a chain."""
        for holder in chain:
            inner = holder if holder.tag == W + "pPr" else holder.find(W + "pPr")
            value = value_of(inner, *path)
            if value is not None:
                return value
        return None

    def run_property(self, run: "_Element", chain: "list[_Element]", name: str, attribute: str) -> str | None:
        """Return a run's own property, or that of its character style, or that of the paragraph's styles."""
        own = run.find(W + "rPr")
        holders = [own, *(style.find(W + "rPr") for style in self._character_styles(own))]
        holders += [holder.find(W + "rPr") for holder in chain if holder.tag == W + "style"]
        for holder in holders:
            found = holder.find(W + name) if holder is not None else None
            if found is not None and found.get(W + attribute) is not None:
                return found.get(W + attribute)
        return None

    def _character_styles(self, own: "_Element | None") -> "list[_Element]":
        style = self._styles.get(value_of(own, "rStyle") or "")
        return [style] if style is not None else []

    def outline(self, chain: "list[_Element]") -> int:
        """Return the outline level 1 to 9, 0 for body text."""
        level = number_or(self.property(chain, "outlineLvl"), 9)
        return level + 1 if 0 <= level < _LEVELS else 0

    def number(self, chain: "list[_Element]") -> str:
        """Count this paragraph in its list and return what Word prints before it, empty for none and for bullets."""
        name = self.property(chain, "numPr", "numId")
        if name is None or name not in self._lists:
            return ""
        depth = min(max(number_or(self.property(chain, "numPr", "ilvl"), 0), 0), _LEVELS - 1)
        abstract, starts = self._lists[name]
        levels = self._levels.get(abstract, {})
        counts = self._counts.setdefault(abstract, [levels.get(at, Level()).start - 1 for at in range(_LEVELS)])
        if name not in self._started:
            self._started.add(name)
            for at, start in starts.items():
                counts[at] = start - 1
        counts[depth] += 1
        for at in range(depth + 1, _LEVELS):
            counts[at] = levels.get(at, Level()).start - 1
        level = levels.get(depth, Level())
        if level.form in {"bullet", "none"}:
            return ""
        return self._printed(level, levels, counts, depth)

    def _printed(self, level: Level, levels: dict[int, Level], counts: list[int], depth: int) -> str:
        def one(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            value = counts[at] if at == depth else max(counts[at], levels.get(at, Level()).start)
            return printed_number(value, "decimal" if level.legal and at != depth else levels.get(at, Level()).form)

        return re.sub(r"%([1-9])", one, level.text)

    def _read_lists(self, numbering: "_Element") -> None:
        for abstract in numbering.iter(W + "abstractNum"):
            levels = {number_or(level.get(W + "ilvl"), 0): _level(level) for level in abstract.findall(W + "lvl")}
            self._levels[abstract.get(W + "abstractNumId", "")] = levels
        for item in numbering.findall(W + "num"):
            name = value_of(item, "abstractNumId") or ""
            starts = {}
            for override in item.findall(W + "lvlOverride"):
                at = number_or(override.get(W + "ilvl"), 0)
                start = value_of(override, "startOverride")
                if start is not None and 0 <= at < _LEVELS:
                    starts[at] = number_or(start, 1)
            self._lists[item.get(W + "numId", "")] = name, starts


def _level(level: "_Element") -> Level:
    legal = level.find(W + "isLgl") is not None
    return Level(value_of(level, "numFmt") or "decimal", value_of(level, "lvlText") or "", number_or(value_of(level, "start"), 1), legal)
