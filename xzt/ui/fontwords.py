"""What the font report says to a person, in the window and in the terminal (PRN-02). No widget here."""

from xzt.docs.layout.fontreport import FontReport, Lost, Stand
from xzt.ui.text import tr

_MOST = 12


def summary(report: FontReport) -> str:
    """Say the report in one line; empty where there is nothing to say."""
    parts = []
    if report.lost:
        parts.append(
            tr("有{n}个字没有字体能显示：{chars}").format(n=len(report.lost), chars=_few("".join(one.char for one in report.lost)))
        )
    if report.stands:
        first = report.stands[0]
        words = (
            tr("本机没有“{wanted}”，以“{family}”代替")
            if len(report.stands) == 1
            else tr("本机没有“{wanted}”等{n}种标准字体，以“{family}”等代替")
        )
        parts.append(words.format(wanted=first.wanted, family=first.family, n=len(report.stands)))
    if report.lent:
        parts.append(tr("“{chars}”借用其他字体").format(chars=_few("".join(one.chars for one in report.lent))))
    return "；".join(parts)


def details(report: FontReport) -> list[str]:
    """Say the report line by line: lost characters first."""
    lines = [lost_words(one) for one in report.lost]
    lines += [stand_words(one) for one in report.stands]
    lines += [tr("“{chars}”本字体没有，借用“{family}”").format(chars=_few(one.chars), family=one.family) for one in report.lent]
    return lines


def lost_words(one: Lost) -> str:
    """Say that no font has a character, where it is, and what would help."""
    words = tr("第{page}页“{char}”（U+{code:04X}）没有字体能显示").format(page=one.page + 1, char=one.char, code=ord(one.char))
    return words + (tr("，可安装字体包 {package}").format(package=one.package) if one.package else "")


def stand_words(one: Stand) -> str:
    """Say which font stands in for which."""
    words = tr("{role}：没有“{wanted}”，以“{family}”代替").format(role=one.role, wanted=one.wanted, family=one.family)
    return words + (tr("；缺字多时可安装字体包 {package}").format(package=one.package) if one.package else "")


def _few(chars: str) -> str:
    return chars if len(chars) <= _MOST else f"{chars[:_MOST]}…"
