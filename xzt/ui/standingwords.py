"""The words for what a unit has set for every matter: delegation windows and how each stands. No widget here."""

from datetime import datetime

from xzt.core.calendar import BEIJING
from xzt.office.deputies.state import Deputies, Phase, Standin
from xzt.ui.text import Names, tr

PHASES = {
    Phase.PLANNED: (tr("未开始"), ""),
    Phase.RUNNING: (tr("代理中"), "accent"),
    Phase.RETURNING: (tr("正在退还"), "amber"),
    Phase.OVER: (tr("已结束"), "muted"),
}
"""How a window stands: words and tone."""
DEPUTY_RULES = tr(
    "代理期间新到您的核稿、会签由代理人办理，意见写作“代理人 代 您”。签发、编号、用印和由岗位办理的步骤不能代理，仍由您或岗位办理。"
    "到期或提前结束时，没有办完的由服务器退还给您。人事和涉及工作秘密的事项不能代理。"
)


def stretch_words(standin: Standin) -> str:
    """Say from when to when a window holds, exact to the minute."""
    return tr("{since} 至 {until}").format(since=minute(standin.window.since), until=minute(standin.until))


def minute(at: datetime) -> str:
    """Say a moment to the minute, Beijing time."""
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")


def phase_words(standin: Standin, at: datetime) -> tuple[str, str]:
    """Say how a window stands; one that was ended by hand says so."""
    phase = standin.phase(at)
    words, tone = PHASES[phase]
    return (tr("已提前结束"), tone) if standin.ended and phase is Phase.OVER else (words, tone)


def note_words(standin: Standin, names: Names) -> str:
    """Say what else there is to a window: what happens to open tasks, why it was set, who ended it."""
    parts = [tr("开始时手上没办的也转交") if standin.hand_over else tr("只代办新到的")]
    if standin.words:
        parts.append(tr("说明：{words}").format(words=standin.words))
    if standin.ended:
        parts.append(tr("{who}于{at}提前结束").format(who=names.person(standin.ended.person), at=minute(standin.ended.at)))
    return "；".join(parts)


def summary(deputies: Deputies | None, person: str, at: datetime, names: Names) -> str:
    """Say in one line what stands for somebody: who stands in for him, and for whom he does."""
    held = [one for one in (deputies.standins if deputies else ()) if one.phase(at) in {Phase.PLANNED, Phase.RUNNING}]
    mine = [one for one in held if one.window.principal == person]
    for_others = [one for one in held if one.window.deputy == person]
    parts = [
        tr("{stretch}由{who}代您办理（{phase}）").format(
            stretch=stretch_words(one), who=names.person(one.window.deputy), phase=phase_words(one, at)[0]
        )
        for one in mine
    ]
    parts += [
        tr("{stretch}您代{who}办理（{phase}）").format(
            stretch=stretch_words(one), who=names.person(one.window.principal), phase=phase_words(one, at)[0]
        )
        for one in for_others
    ]
    return "；".join(parts) or tr("没有设置代理，到您这里的公文都由您自己办。")
