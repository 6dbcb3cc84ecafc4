"""The words of a finding: a row of the list, what it says at length, what its mend would do. No Qt."""

from xzt.docs.checks.findings import RULES, Finding, Level, Spot
from xzt.docs.checks.ignoring import rule_of, words_of
from xzt.docs.model import OfficialDocument, text_of
from xzt.ui.placewords import place_words
from xzt.ui.text import tr

_LONGEST = 24


def grade(found: Finding) -> str:
    """Return how grave it is."""
    return tr("错误") if found.level is Level.ERROR else tr("建议")


def row_words(document: OfficialDocument, found: Finding) -> str:
    """Say a finding in one line: level, the words, what is wrong, where."""
    where = tr("“{where}”　").format(where=short(found.excerpt)) if found.excerpt else ""
    words = tr("{grade}　{where}{what}　{place}")
    return words.format(grade=grade(found), where=where, what=found.explanation, place=place_words(found.place, document))


def whole_words(found: Finding) -> str:
    """Say what is wrong and on what that rests."""
    return tr("{what}（{clause}）").format(what=found.explanation, clause=found.clause)


def mend_words(document: OfficialDocument | None, found: Finding) -> str:
    """Say what the mend would do, with the words around it, before it is done."""
    was = spot_text(document, found.place) if document is not None else ""
    fix = tr("“{fix}”").format(fix=short(found.fix)) if found.fix else tr("去掉")
    return tr("“{was}” 改为 {fix}　{where}　{why}").format(was=short(was), fix=fix, where=short(found.excerpt), why=found.explanation)


def change_words(document: OfficialDocument, found: Finding) -> str:
    """Say in few words what the mend of a finding would do."""
    was = short(spot_text(document, found.place))
    return tr("把“{was}”改为“{fix}”").format(was=was, fix=short(found.fix)) if found.fix else tr("去掉“{was}”").format(was=was)


def ignored_words(key: str) -> str:
    """Say what is ignored: one place by its words, or a rule in the whole document."""
    rule, words = RULES[rule_of(key)], words_of(key)
    if key == rule_of(key):
        return tr("这类都不提示　{what}").format(what=rule.explanation)
    return tr("这一处不提示　{what}　“{where}”").format(what=rule.explanation, where=short(words))


def spot_text(document: OfficialDocument, spot: Spot) -> str:
    """Return the text that a finding is about."""
    name, _, rest = spot.part.partition(":")
    if name == "attachment":
        number, _, what = rest.partition(":")
        part = document.attachments[int(number)]
        text = text_of(part.blocks[spot.block]) if spot.block >= 0 else (part.title if what == "title" else part.label)
    elif name == "body":
        text = text_of(document.blocks[spot.block]) if spot.block >= 0 else ""
    else:
        value = getattr(document, name, "")
        text = value if isinstance(value, str) else "、".join(value) if isinstance(value, tuple) else ""
    return text[spot.start : spot.end]


def short(text: str) -> str:
    """Cut a text to what fits in a line."""
    flat = text.replace("\n", " ").replace("\t", " ")
    return flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
