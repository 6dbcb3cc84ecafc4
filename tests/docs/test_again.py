"""A layout after an edit gives the pages of a layout from nothing, and costs a small part of it (AE-24, DOC-04)."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.docs.conftest import ISSUED, seal_picture
from tests.docs.test_any_document import BODY, DOCUMENTS, FONTS, TEXT
from xzt.docs.importing import Imported
from xzt.docs.layout import FontBook, Profile, lay_out, lay_out_again
from xzt.docs.layout.composing import Laid
from xzt.docs.model import Attachment, Block, Closing, Issuance, OfficialDocument, Paragraph, Table

ACROSS = st.builds(
    Table,
    st.lists(st.lists(TEXT, min_size=1, max_size=3).map(tuple), min_size=1, max_size=9).map(tuple),
    st.integers(0, 1),
    across=st.booleans(),
)
ATTACHMENTS = st.lists(
    st.builds(Attachment, title=TEXT, blocks=BODY, label=st.sampled_from(["", "附件1"]), apart=st.booleans(), across=st.booleans()),
    max_size=3,
).map(tuple)
PROFILES = st.builds(Profile, bold_third=st.booleans(), latin_face=st.booleans(), even_imprint=st.booleans(), number_dashes=st.booleans())


@st.composite
def edited(draw: st.DrawFn, document: OfficialDocument) -> OfficialDocument:
    """One edit: blocks put in, taken out, changed, moved; an element, the attachments or the closing changed."""
    blocks = list(document.blocks)
    at = draw(st.integers(0, len(blocks)))
    match draw(st.sampled_from(["in", "out", "change", "move", "element", "attachments", "closing", "nothing"])):
        case "in":
            blocks[at:at] = draw(BODY)
        case "out":
            del blocks[at : at + draw(st.integers(1, 3))]
        case "change":
            new: Block = draw(ACROSS | st.builds(Paragraph, TEXT))
            blocks[at : at + 1] = [new]
        case "move":
            blocks = blocks[at:] + blocks[:at]
        case "element":
            name = draw(st.sampled_from(["title", "recipients", "note", "copies_to", "mark", "approver"]))
            return replace(document, **{name: draw(TEXT)})
        case "attachments":
            return replace(document, attachments=draw(ATTACHMENTS))
        case "closing":
            return replace(document, closing=draw(st.sampled_from(Closing)), posts=draw(st.lists(TEXT, max_size=3).map(tuple)))
        case _:
            pass
    return replace(document, blocks=tuple(blocks))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_run_of_edits_gives_the_pages_of_a_full_layout(data: st.DataObject) -> None:
    document = data.draw(DOCUMENTS)
    profile = data.draw(PROFILES)
    laid: Laid | None = None
    for _ in range(data.draw(st.integers(1, 6))):
        issuance = data.draw(st.sampled_from([ISSUED, Issuance()]))
        seal = data.draw(st.sampled_from([None, seal_picture()]))
        laid = lay_out_again(laid, document, issuance, FONTS, seal, profile)
        assert laid.model == lay_out(document, issuance, FONTS, seal, profile)
        document = data.draw(edited(document))


def repeated(seed: Imported, pages: int, fonts: FontBook) -> OfficialDocument:
    """The notice with its plan repeated in the body until it fills so many pages."""
    plan = seed.document.attachments[0].blocks
    each = len(lay_out(replace(seed.document, blocks=plan, attachments=()), ISSUED, fonts).pages)
    return replace(seed.document, blocks=plan * (pages // (each - 1) + 2), attachments=())


def test_a_keystroke_in_300_pages(seed: Imported, fonts: FontBook) -> None:
    """Must-show 6: only the block is set again, pages before the edit are the very same objects."""
    document = repeated(seed, 300, fonts)
    began = time.thread_time()
    laid = lay_out_again(None, document, ISSUED, fonts)
    full = time.thread_time() - began
    assert len(laid.model.pages) >= 300
    at = next(at for at in range(len(document.blocks) // 2, len(document.blocks)) if isinstance(document.blocks[at], Paragraph))
    block = document.blocks[at]
    assert isinstance(block, Paragraph)
    typed = replace(
        document, blocks=(*document.blocks[:at], Paragraph(block.text[:10] + "字" + block.text[10:]), *document.blocks[at + 1 :])
    )
    began = time.thread_time()
    again = lay_out_again(laid, typed, ISSUED, fonts)
    assert time.thread_time() - began < full / 4
    assert again.model == lay_out(typed, ISSUED, fonts)
    same = sum(before is after for before, after in zip(laid.model.pages, again.model.pages, strict=False))
    assert same > len(laid.model.pages) / 3
