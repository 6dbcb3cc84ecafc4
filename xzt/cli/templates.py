"""``template``: the kinds of document with what each asks, and their templates as files."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from xzt.core.errors import Trouble

if TYPE_CHECKING:
    from xzt.docs.model import OfficialDocument


def template(chosen: argparse.Namespace) -> int:
    """List the kinds, tell of one, or write its template."""
    from xzt.docs.kinds.filling import House, filled
    from xzt.docs.kinds.table import all_kinds, find_kind
    from xzt.ui.kindwords import DIRECTIONS, FORMS, kind_lines, origin_words

    if not chosen.kind and chosen.out is not None:
        raise Trouble("template_kind")
    if not chosen.kind:
        for one in all_kinds():
            print(f"{one.name}　{DIRECTIONS[one.direction]}　{FORMS[one.form]}　{one.purpose}")
        return 0
    facts = find_kind(chosen.kind)
    if facts is None:
        raise Trouble("kind_not_known", kind=chosen.kind)
    if chosen.out is not None:
        house = House(organ=chosen.organ, series=(chosen.series,) if chosen.series else ())
        left = _write(filled(facts, house), chosen.out)
        print(f"{facts.name}的模板写到 {chosen.out}，有 {left} 处待填")
        return 0
    print(f"{facts.name}：{origin_words(facts)}")
    for what, words in kind_lines(facts):
        print(f"  {what}　{words}")
    return 0


def _write(document: "OfficialDocument", path: Path) -> int:
    """Write a template to a file that is not there yet; return how many placeholders it has."""
    from xzt.cli.documents import write_new
    from xzt.core.encoding import encode
    from xzt.docs.kinds.placeholders import blanks
    from xzt.docs.model import Issuance
    from xzt.docs.render.docx import write_docx

    ending = path.suffix.lower()
    if ending not in {".docx", ".json"}:
        raise Trouble("output_type", ending=ending or path.name)
    write_new({path: encode(document) if ending == ".json" else write_docx(document, Issuance())})
    return len(blanks(document))
