"""The words for a unit's page profile: which edition is in force, by whom, and what it chooses otherwise than the standard."""

from xzt.docs.checks.customs import CHOICES, departures, differs, value_words
from xzt.office.profile import Profile
from xzt.office.style.state import HouseStyle
from xzt.ui.text import Names, tr
from xzt.ui.widgets.course import moment


def edition_words(style: HouseStyle | None, names: Names) -> str:
    """Say which edition is in force."""
    if style is None:
        return tr("本单位还没有选择，按国标推荐排版。")
    now = style.current
    words = tr("第{n}版，{who}于{at}采用。").format(n=now.n, who=names.person(now.act.person), at=moment(now.act.at))
    return words + (tr("说明：{words}").format(words=now.words) if now.words else "")


def departure_words(profile: Profile) -> str:
    """Say where a profile departs from the standard."""
    found = departures(profile)
    if not found:
        return tr("与国标的规定和推荐一致。")
    listed = "；".join(finding.excerpt for finding in found)
    return tr("与国标不同{count}处：{listed}。检查公文时不算错误。").format(count=len(found), listed=listed)


def choice_words(profile: Profile) -> str:
    """Say what a profile chooses otherwise than the standard's own page."""
    chosen = [f"{choice.title}：{value_words(choice, profile)}" for choice in CHOICES if differs(choice, profile)]
    return "；".join(chosen) or tr("国标推荐")
