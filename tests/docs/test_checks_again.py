"""Checking again what changed gives what checking all gives (DOC-05), and the rules of one text are asked for that text only."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.docs.test_any_document import DOCUMENTS
from xzt.docs.checks import Checker, Finding, check, checking
from xzt.docs.checks.given import Given
from xzt.docs.checks.sources import Source
from xzt.docs.importing import Imported, read_file
from xzt.docs.model import OfficialDocument, Paragraph

NOTICE = next((Path(__file__).parents[2] / "resources" / "sample").glob("*.txt"))
WORDS = st.text(st.sampled_from("某市政府，,。（()）“”《》1、.年月日〔〕2026布署按装123号"), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(DOCUMENTS, min_size=1, max_size=3), WORDS)
def test_again_finds_what_checking_all_finds(documents: list[OfficialDocument], words: str) -> None:
    checker = Checker()
    for document in documents:
        for edited in (document, replace(document, note=words, blocks=(Paragraph(words), *document.blocks, Paragraph(words)))):
            assert checker.check(edited) == check(edited)


def test_again_follows_what_is_known(seed: Imported) -> None:
    checker = Checker()
    for known in (Given(), seed.given(), Given(number="湘政办函[2022]23号", missing="字")):
        assert checker.check(seed.document, known) == check(seed.document, known)


def test_one_keystroke_asks_for_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules for one text are called for the paragraph that changed and for no other."""
    seed = read_file(NOTICE)
    asked: list[str] = []

    def watching(source: Source) -> list[Finding]:
        asked.append(source.text)
        return checking.within_text(source)

    monkeypatch.setattr("xzt.docs.checks.again.within_text", watching)
    checker = Checker()
    checker.check(seed.document)
    asked.clear()
    checker.check(replace(seed.document, blocks=(*seed.document.blocks, Paragraph("又写一段,还没有写完"))))
    assert asked == ["又写一段,还没有写完"]
