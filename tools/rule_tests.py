"""Writes ``docs/rules.md``: which test proves which business rule. A test holds the page to the sources.

A test cites a rule at the beginning of its docstring or anywhere in it (``W2``, ``N3`` …), or in its name (``test_w2_…``).
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "rules.md"
RULES: dict[str, str] = {
    "W1": "how several people sign at one step",
    "W2": "return",
    "W3": "withdrawal, and the late opinion",
    "W4": "adding and removing signers",
    "W5": "forward and delegate",
    "W6": "deputies",
    "W7": "reminders",
    "W8": "conditions",
    "W9": "versions of a definition",
    "W10": "nobody there to handle it",
    "W11": "the same person at consecutive steps",
    "W12": "every act counts once",
    "W13": "an opinion is bound to the text that was seen",
    "W14": "tracked changes, and the text after sign-off",
    "W15": "time limits never consent",
    "N1": "form of the number",
    "N2": "given at registration, by the server alone",
    "N3": "gaps and voids",
    "N4": "year of the number",
    "N5": "date of the document",
    "N6": "receipt numbers",
    "N7": "a number chosen by hand",
    "G1": "steps of receipts and dispatches",
    "G2": "validity of a document",
    "G3": "state secrets never enter",
    "G4": "distribution ledger",
    "G5": "the final file is sealed",
    "G6": "passing on within the sender's range",
    "T1": "limits are a table",
    "T2": "working days",
    "T3": "what is counted",
    "T4": "the clock standing still",
    "T5": "the count explained",
    "T6": "clocks that lie",
}
FAULTS: dict[str, str] = {
    "case_disappears": "a countersigner returns and the case is with nobody",
    "return_refused": "nothing can be returned inside parallel branches",
    "duplicate_rows": "an opinion stands twice after a return from countersigning",
    "one_click_reject": "a refusal in countersigning wipes what others are to read",
    "siblings_stay_open": "the others' tasks stay open after a countersigner returns",
    "editing_freezes": "editing freezes when the network drops",
    "attachments_vanish": "attachments vanish after saving for later and switching forms",
    "an_offline_edit": "an offline edit is blank after the line is back",
}
"""Faults seen in other people's programs that concern flows: how the test's name goes on after ``test_fault_``, and what was seen."""
_CITED = re.compile(r"(?<![A-Za-z0-9-])([WNGT])([1-9]\d?)(?![0-9])")


def cited(root: Path) -> dict[str, list[str]]:
    """List for each rule the tests that cite it, as ``file::test``."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        for function in _tests(ast.parse(path.read_text(encoding="utf-8"))):
            words = f"{ast.get_docstring(function) or ''} {function.name.replace('_', ' ').upper()}"
            for rule in dict.fromkeys(f"{letter}{number}" for letter, number in _CITED.findall(words)):
                found[rule].append(f"{path.relative_to(root).as_posix()}::{function.name}")
    return found


def _tests(module: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"))


def page(root: Path) -> str:
    """Give the page as it should be."""
    tests = cited(root)
    lines = [
        "# Which test proves which rule",
        "",
        "The business rules of dispatches, receipts, flows, numbers and time limits by number, and the tests that cite them. Written by",
        "`python -m tools.rule_tests`; a test fails when a named test is gone or cites its rule no more. A rule without a test says so.",
        "",
        "| rule | what | tests |",
        "| --- | --- | --- |",
    ]
    for rule, what in RULES.items():
        names = "<br>".join(f"`{name}`" for name in tests.get(rule, [])) or "none yet"
        lines.append(f"| {rule} | {what} | {names} |")
    return "\n".join([*lines, *faults(root)]) + "\n"


def faults(root: Path) -> list[str]:
    """Give the table of faults, each with the tests that are named after it."""
    found: dict[str, list[str]] = {fault: [] for fault in FAULTS}
    for path in sorted((root / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        for function in _tests(ast.parse(text)) if "def test_fault_" in text else ():
            for fault in FAULTS:
                if function.name.startswith(f"test_fault_{fault}"):
                    found[fault].append(f"{path.relative_to(root).as_posix()}::{function.name}")
    rows = [f"| {what} | {'<br>'.join(f'`{name}`' for name in found[fault]) or 'none yet'} |" for fault, what in FAULTS.items()]
    head = ["## Faults of others", "", "What was seen to go wrong in other programs' flows, and the test that would see it here.", ""]
    return ["", *head, "| fault | tests |", "| --- | --- |", *rows]


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(ROOT), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
