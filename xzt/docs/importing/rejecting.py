"""The text of a Word file before its tracked changes: insertions out, deletions in (ECMA-376 part 1, 17.13.5)."""

from typing import TYPE_CHECKING

from xzt.docs.importing.packages import W

if TYPE_CHECKING:
    from lxml.etree import _Element

_CAME, _WENT = (W + "ins", W + "moveTo"), (W + "del", W + "moveFrom")


def reject_all(tree: "_Element") -> None:
    """Take back every tracked insertion, deletion and move of a document; formats stay."""
    for change in list(tree.iter(*_CAME)):
        parent = change.getparent()
        if parent is None:
            continue
        if parent.tag in {W + "rPr", W + "trPr"}:  # the end of a paragraph, or a row: it goes as a deleted one does
            change.tag = W + "gone"
        else:
            parent.remove(change)
    for change in list(tree.iter(*_WENT)):
        parent = change.getparent()
        if parent is not None:
            for child in list(change):
                change.addprevious(child)
            parent.remove(change)
    for mark in list(tree.iter(W + "gone")):
        mark.tag = W + "del"
    for text in list(tree.iter(W + "delText")):
        text.tag = W + "t"
