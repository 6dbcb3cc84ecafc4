"""The table of rules and tests names only tests that are there and cite the rule."""

import re

from tools.rule_tests import FAULTS, PAGE, ROOT, RULES, cited, faults

_ROW = re.compile(r"^\| ([WNGT]\d+) \|[^|]*\| (.*) \|$", re.MULTILINE)


def test_every_named_test_is_there_and_cites_its_rule() -> None:
    """A rule that loses a test shows here; new tests come in with ``python -m tools.rule_tests``."""
    tests = cited(ROOT)
    rows = {rule: re.findall(r"`([^`]+)`", names) for rule, names in _ROW.findall(PAGE.read_text(encoding="utf-8"))}
    assert list(rows) == list(RULES)
    assert {
        rule: sorted(set(names) - set(tests.get(rule, []))) for rule, names in rows.items() if set(names) - set(tests.get(rule, []))
    } == {}


def test_citations_name_known_rules() -> None:
    """A number that no rule has is a slip of the pen."""
    assert set(cited(ROOT)) <= set(RULES)


def test_every_fault_of_others_has_its_own_test() -> None:
    """Must-show 2: no fault without a test named after it, and the page lists them."""
    shown = "\n".join(faults(ROOT))
    assert shown.count("::test_fault_") >= len(FAULTS)
    assert "none yet" not in shown
    assert set(re.findall(r"`([^`]+)`", PAGE.read_text(encoding="utf-8").partition("## Faults of others")[2])) <= set(
        re.findall(r"`([^`]+)`", shown)
    )
