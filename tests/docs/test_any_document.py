"""Whatever a drafter writes can be laid out, written and read back, and nothing heavy is loaded for it (AE-19, AE-20)."""

import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.docs.conftest import ISSUED, WHEN, bare
from xzt.docs.checks import check, mend
from xzt.docs.layout import FontBook, hit, lay_out
from xzt.docs.model import Attachment, Block, Form, Heading, ItemList, Kind, OfficialDocument, Paragraph, Table, text_of
from xzt.docs.render.docx import write_docx
from xzt.docs.render.marking import holdable
from xzt.docs.render.ofd import ofd_text, write_ofd
from xzt.docs.render.pdf import write_pdf

FONTS = FontBook(system=False)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Co", "Cn")) | st.sampled_from("国，。“”（）\n\t 1aA"), max_size=60)
LONG = st.builds(lambda text, times: text * times, TEXT, st.integers(0, 40))
CELLS = st.lists(st.lists(TEXT, min_size=1, max_size=4).map(tuple), max_size=4).map(tuple)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Paragraph, LONG),
    st.builds(Heading, st.integers(1, 5), TEXT, TEXT),
    st.builds(ItemList, st.lists(TEXT, max_size=4).map(tuple)),
    st.builds(Table, CELLS, st.integers(0, 2), st.just(()) | st.just((1.0, 2.0))),
)
BODY = st.lists(BLOCKS, max_size=5).map(tuple)
DOCUMENTS = st.builds(
    OfficialDocument,
    kind=st.sampled_from(Kind),
    form=st.sampled_from(Form),
    title=TEXT,
    mark=TEXT,
    signers=st.lists(TEXT, max_size=4).map(tuple),
    series=st.just("某政发"),
    recipients=TEXT,
    blocks=BODY,
    attachments=st.lists(st.builds(Attachment, title=TEXT, blocks=BODY, label=st.sampled_from(["", "附件", "附件1"])), max_size=2).map(
        tuple
    ),
    note=TEXT,
    copies_to=TEXT,
    printer=TEXT,
)


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_any_document_is_laid_out_and_written(document: OfficialDocument) -> None:
    model = lay_out(document, ISSUED, FONTS)
    for part, blocks in (("body", document.blocks), *((f"attachment:{at}", item.blocks) for at, item in enumerate(document.attachments))):
        for number, block in enumerate(blocks):
            runs = [run for page in model.pages for run in page.runs if run.place and (run.place.part, run.place.block) == (part, number)]
            if isinstance(block, Table):
                assert set(bare(text_of(block))) == set(bare("".join(run.text for run in runs)))
            else:
                assert bare(text_of(block)) == bare("".join(run.text for run in runs))
    assert write_pdf(model, document.title, WHEN).startswith(b"%PDF-1.7")
    drawn = "".join(run.text for page in model.pages for run in page.runs)
    assert bare(ofd_text(write_ofd(model, document, ISSUED, WHEN))) == holdable(bare(drawn))
    assert write_docx(document, ISSUED)
    hit(model, 0, 100.0, 150.0)
    mend(document, check(document))


def test_layout_loads_nothing_heavy() -> None:
    """AE-19."""
    code = (
        "import sys, xzt.docs.model, xzt.docs.layout, xzt.docs.checks, xzt.docs.importing, xzt.docs.render.pdf, xzt.docs.render.ofd;"
        "print([name for name in ('docx', 'reportlab', 'pikepdf', 'lxml', 'PIL', 'PySide6', 'fontTools') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"


def test_values_load_without_the_machinery() -> None:
    """AE-19: whoever shows pages or findings loads neither the shaper nor the rules."""
    code = (
        "import sys, xzt.docs.layout.pages, xzt.docs.checks.findings, xzt.docs.importing.outline;"
        "print([name for name in sys.modules if name in ('uharfbuzz', 'zipfile', 'xzt.docs.checks.checking', 'xzt.docs.layout.composing')])"
    )
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.strip() == "[]"
