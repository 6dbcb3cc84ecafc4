"""What the window's checks know: the directory's organs and what the office gave (L01, R05, R13; DOC-05)."""

import json
from pathlib import Path

from xzt.client import known
from xzt.core.encoding import decode
from xzt.docs.checks import check
from xzt.docs.model import Issuance, Kind, OfficialDocument, Paragraph
from xzt.office.people import Directory, Unit

SAMPLE = Path(__file__).parents[2] / "resources" / "sample" / "directory.json"
ABOVE = Unit("a", "某省人民政府", ("某政发",), level=1)
OURS = Unit("b", "某市人民政府", ("某市政发",), short=("市政府",), level=2, superior="某省人民政府")
BELOW = Unit("c", "某县人民政府", ("某县政发",), level=3, superior="某市人民政府")
OFFICE = Unit("d", "某市人民政府办公室", ("某市政办发",))
NOT_ISSUED = Issuance()
DIRECTORY = Directory((ABOVE, OURS, BELOW, OFFICE))


def found(
    recipients: str, *, signers: tuple[str, ...] = ("某市人民政府",), kind: Kind = Kind.NOTICE, issued: Issuance = NOT_ISSUED
) -> set[str]:
    document = OfficialDocument(
        kind=kind,
        title=f"某市人民政府关于防汛的{kind}",
        mark="某市人民政府文件",
        signers=signers,
        series="某市政发",
        recipients=recipients,
        approver="某某" if kind is Kind.REPORT else "",
        blocks=(Paragraph("现将有关情况报告如下。"),),
    )
    return {one.rule for one in check(document, known.given(issued, DIRECTORY))}


def test_names_of_the_directory_are_known_full_and_short() -> None:
    assert found("某县人民政府") == set()
    assert found("市政府") == set()


def test_an_organ_that_does_not_use_the_system_is_not_wrong_for_that() -> None:
    assert found("某市气象局、别县人民政府") == set()


def test_a_slip_of_the_pen_is_told_but_another_place_is_another_organ() -> None:
    assert found("某县人民政俯") == {"L01"}
    assert found("某县人民府") == {"L01"}
    assert found("别县人民政府") == set()


def test_levels_of_the_directory_tell_who_writes_past_whom() -> None:
    """R05 and R13 need levels; units without one are never told on."""
    assert "R05" in found("某省人民政府", signers=("某县人民政府",), kind=Kind.REPORT)
    assert "R13" in found("某县人民政府", signers=("某市人民政府", "某县人民政府"))
    assert "R13" not in found("某县人民政府", signers=("某市人民政府", "某市人民政府办公室"))


def test_the_sample_directory_has_what_the_rules_between_organs_need() -> None:
    """R05, R13 and F18 speak in the demonstration too."""
    seed = decode(json.dumps({"units": json.loads(SAMPLE.read_text("utf-8"))["units"]}).encode(), Directory)
    report = OfficialDocument(
        kind=Kind.REPORT,
        title="长沙市岳麓区人民政府关于防汛的报告",
        mark="长沙市岳麓区人民政府文件",
        signers=("长沙市岳麓区人民政府", "湖南省财政厅"),
        series="湘财",
        recipients="省政府",
        approver="某某",
        blocks=(Paragraph("现将有关情况报告如下。"),),
    )
    assert {"R05", "R13", "F18"} <= {one.rule for one in check(report, known.given(NOT_ISSUED, seed))}


def test_what_the_office_gave_is_checked() -> None:
    """F06: printed before it was signed."""
    assert "F06" in found("某县人民政府", issued=Issuance(number="某市政发〔2026〕1号", signed_on="2026-08-02", printed_on="2026-08-01"))
    assert found("某县人民政府", issued=Issuance(number="某市政发〔2026〕1号", signed_on="2026-08-01", printed_on="2026-08-01")) == set()


def test_no_directory_says_nothing() -> None:
    assert known.organs(Directory()) is None
