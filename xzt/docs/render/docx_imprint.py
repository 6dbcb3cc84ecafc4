"""The imprint of a DOCX file: copies, printing organ and date between their lines (GB/T 9704-2012 7.4, 10.1)."""

from itertools import pairwise
from typing import TYPE_CHECKING

from xzt.docs.kinds.styles import WordStyle
from xzt.docs.kinds.table import facts_of
from xzt.docs.layout.signatures import printed_date
from xzt.docs.model import Form, Issuance, OfficialDocument
from xzt.docs.render.docx_text import SIZE_4, Word, add_line, eighths, rule

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as Line


def add_imprint(word: Word, document: OfficialDocument, issuance: Issuance) -> None:
    """Add what there is of the imprint; the letter form has no lines."""
    lined = document.form is not Form.LETTER
    lines: list[Line] = []
    if document.copies_to:
        lines.append(add_line(word, WordStyle.COPIES, f"　抄送：{document.copies_to}。", size=SIZE_4))
    if document.printer and lined and facts_of(document).imprint:
        date = printed_date(issuance.printed_on)
        text = f"　{document.printer}" + (f"　　{date}印发" if date else "")
        lines.append(add_line(word, WordStyle.PRINTER, text, size=SIZE_4))
    thick, thin = eighths(word.profile.imprint_thick), eighths(word.profile.imprint_thin)
    if lined and lines:
        rule(lines[0], "top", thick, "000000")
        for before, _ in pairwise(lines):
            rule(before, "bottom", thin, "000000")
        rule(lines[-1], "bottom", thick, "000000")
