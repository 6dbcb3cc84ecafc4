"""What a drafter has decided to leave as it is: one finding by its words, or a rule in this whole document. Nothing that blocks (G3).

A key holds the words of the place and not its number, so that it stays with them when text comes in before. It is kept with the draft.
"""

from collections.abc import Set as AbstractSet

from xzt.docs.checks.findings import RULES, Finding

_PARTED = "|"


def key_of(finding: Finding) -> str:
    """Return the key of one finding."""
    return _PARTED.join((finding.rule, finding.place.part.partition(":")[0], finding.excerpt))


def rule_key(finding: Finding) -> str:
    """Return the key of a finding's rule in the whole document."""
    return finding.rule


def rule_of(key: str) -> str:
    """Return the rule that a key is about."""
    return key.partition(_PARTED)[0]


def words_of(key: str) -> str:
    """Return the words that a key is about, empty where it is a whole rule."""
    return key.split(_PARTED, 2)[2] if key.count(_PARTED) >= 2 else ""


def heard(findings: list[Finding], ignored: AbstractSet[str]) -> list[Finding]:
    """Leave out what is ignored."""
    rules = {rule_of(key) for key in ignored}
    return [one for one in findings if one.blocks or one.rule not in rules or not ({key_of(one), rule_key(one)} & ignored)]


def known_keys(ignored: AbstractSet[str]) -> list[str]:
    """Return the keys whose rule is known, in order; a newer program may have others."""
    return sorted(key for key in ignored if rule_of(key) in RULES)
