"""The table of wrong and right samples: recall and precision by rule and overall, above floors (DOC-05, gongwen.md 2.3, 4)."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from xzt.docs.checks import Given, Level, check, mend
from xzt.docs.checks.findings import RULES
from xzt.docs.checks.given import Organ, organs_of
from xzt.docs.importing import Imported
from xzt.docs.importing.outline import heading_level
from xzt.docs.model import Attachment, Block, Heading, OfficialDocument, Paragraph, text_of

FOLDER = Path(__file__).parent / "corpus"
PLAIN: dict[str, Any] = {
    "kind": "通知",
    "title": "某市人民政府关于做好防汛工作的通知",
    "mark": "某市人民政府文件",
    "series": "某政发",
    "recipients": "各县（市、区）人民政府",
}
ELSEWHERE = {"F13", "F15", *(f"X{number:02}" for number in range(1, 9))}
"""Found on pages and in the look of files: tests/docs/test_checks_pages.py, test_appearance.py."""
RECALL_FLOOR, PRECISION_FLOOR, RULE_FLOOR = 0.93, 0.98, 0.6

Sample = dict[str, Any]


def samples(name: str) -> list[Sample]:
    read: list[Sample] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return read


def document_of(sample: Sample) -> OfficialDocument:
    """Lay a sample over a plain notice: whole fields, one paragraph as ``text``, or numbered lines as ``heads``."""
    laid = set(OfficialDocument.__struct_fields__) - {"blocks", "attachments"}
    document = msgspec.convert({**PLAIN, **{name: sample[name] for name in laid & set(sample)}}, OfficialDocument)
    blocks: list[Block] = [Paragraph(line) for line in sample.get("blocks", [sample.get("text", "现将有关事项通知如下。")])]
    if "heads" in sample:
        blocks = [_heading(line) for line in sample["heads"]]
    attachments = tuple(Attachment(title, (Paragraph("文。"),), label) for label, title in sample.get("attachments", ()))
    return replace(document, blocks=tuple(blocks), attachments=attachments)


def _heading(line: str) -> Heading:
    stop = line.find("。")
    return (
        Heading(heading_level(line), line[: stop + 1], line[stop + 1 :])
        if 0 <= stop < len(line) - 1
        else Heading(heading_level(line), line)
    )


def given_of(sample: Sample) -> Given:
    given = dict(sample.get("given", {}))
    organs = given.pop("organs", None)
    listed = tuple(Organ(name) if isinstance(name, str) else msgspec.convert(name, Organ) for name in organs or ())
    return msgspec.convert({**given, "organs": organs_of(listed) if organs else None}, Given)


def expected(sample: Sample) -> set[str]:
    rule = sample["rule"]
    return {rule} if isinstance(rule, str) else set(rule)


def measure() -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:
    """Count by rule: found where it should be, missed, found where it should not be; and tell what went wrong."""
    hit, missed, false = Counter[str](), Counter[str](), Counter[str]()
    told: list[str] = []
    for sample in samples("wrong"):
        found = {finding.rule for finding in check(document_of(sample), given_of(sample))}
        hit.update(found & expected(sample))
        missed.update(expected(sample) - found)
        false.update(found - expected(sample))
        if found != expected(sample):
            told.append(f"wrong, expected {sorted(expected(sample))}, found {sorted(found)}: {sample}")
    for sample in samples("right"):
        found = {finding.rule for finding in check(document_of(sample), given_of(sample))}
        false.update(found)
        if found:
            told.append(f"right, found {sorted(found)}: {sample}")
    return hit, missed, false, told


def test_recall_and_precision() -> None:
    """Must show 4. ``pytest -s`` prints the table; the samples named ``hard`` are there to be missed and told of."""
    hit, missed, false, told = measure()
    print(f"\n{'rule':6} {'hit':>4} {'missed':>7} {'false':>6} {'recall':>7} {'precision':>10}")
    for rule in sorted(RULES):
        recall = f"{hit[rule] / (hit[rule] + missed[rule]):.2f}" if hit[rule] + missed[rule] else "-"
        precision = f"{hit[rule] / (hit[rule] + false[rule]):.2f}" if hit[rule] + false[rule] else "-"
        print(f"{rule:6} {hit[rule]:4} {missed[rule]:7} {false[rule]:6} {recall:>7} {precision:>10}")
    found, right = hit.total() / (hit.total() + missed.total()), hit.total() / (hit.total() + false.total())
    print(f"{len(samples('wrong'))} wrong, {len(samples('right'))} right samples: recall {found:.3f}, precision {right:.3f}")
    print("\n".join(told))
    assert found >= RECALL_FLOOR
    assert right >= PRECISION_FLOOR
    for rule in hit + missed:
        assert hit[rule] / (hit[rule] + missed[rule]) >= RULE_FLOOR, rule


def test_the_table_is_large_and_covers_every_rule() -> None:
    wrong, right = samples("wrong"), samples("right")
    assert len(wrong) >= 150
    assert len(right) >= 150
    covered = set().union(*(expected(sample) for sample in wrong))
    assert set(RULES) - covered - ELSEWHERE == set()
    assert len({json.dumps(sample, sort_keys=True) for sample in wrong + right}) == len(wrong) + len(right)


def test_every_rule_has_samples_on_both_sides() -> None:
    """At least two that it must find, and two near it (``of``) that it must leave alone."""
    found = Counter(rule for sample in samples("wrong") for rule in expected(sample))
    near = Counter(sample["of"] for sample in samples("right") if "of" in sample)
    assert {rule: found[rule] for rule in set(RULES) - ELSEWHERE if found[rule] < 2} == {}
    assert {rule: near[rule] for rule in set(RULES) - ELSEWHERE if near[rule] < 2} == {}


@pytest.mark.parametrize("sample", [sample for sample in samples("wrong") if "right" in sample], ids=lambda sample: str(sample["rule"]))
def test_what_is_mended_is_what_was_meant(sample: Sample) -> None:
    document, given = document_of(sample), given_of(sample)
    mended = mend(document, check(document, given))
    texts = [text_of(block) for block in mended.blocks]
    texts += [mended.title, mended.recipients, mended.copies_to, mended.note, *(item.title for item in mended.attachments)]
    assert sample["right"] in texts


def test_right_samples_are_left_as_they_are() -> None:
    for sample in samples("right"):
        document = document_of(sample)
        assert mend(document, check(document, given_of(sample))) == document


def test_the_real_notice_has_no_false_error(seed: Imported) -> None:
    """The one published document at hand: its half-width marks are real mistakes, and nothing else is said of it."""
    findings = check(seed.document, seed.given())
    assert {finding.rule for finding in findings} == {"P01"}
    mended = mend(seed.document, findings)
    assert [finding for finding in check(mended, seed.given()) if finding.level is Level.ERROR] == []


def test_customs_are_advice() -> None:
    """gongwen.md 4.4."""
    for rule in RULES.values():
        if rule.clause == "行文惯例":
            assert rule.level is Level.ADVICE
