"""The words for kinds of document: where they go, what they ask. No Qt: a terminal says them too."""

from xzt.docs.kinds.elements import shown_elements
from xzt.docs.kinds.filling import House, filled
from xzt.docs.kinds.table import Direction, KindFacts
from xzt.docs.model import Closing, Form
from xzt.ui.placewords import ELEMENTS
from xzt.ui.text import tr

DIRECTIONS: dict[Direction, str] = {
    Direction.DOWN: tr("下行文"),
    Direction.UP: tr("上行文"),
    Direction.LEVEL: tr("平行文"),
    Direction.PUBLIC: tr("公开发布"),
    Direction.ANY: tr("上行、下行、平行都可以"),
    Direction.INSIDE: tr("机关内部"),
}
FORMS: dict[Form, str] = {
    Form.ORDINARY: tr("普通格式"),
    Form.LETTER: tr("信函格式"),
    Form.ORDER: tr("命令格式"),
    Form.MINUTES: tr("纪要格式"),
}
CLOSINGS: dict[Closing, str] = {
    Closing.SEALED: tr("加盖印章"),
    Closing.UNSEALED: tr("不盖章"),
    Closing.SIGNED: tr("签发人签名章"),
}


def names(elements: tuple[str, ...] | list[str]) -> str:
    """Name elements in one breath."""
    return tr("、").join(tr(ELEMENTS[element]) for element in elements)


def origin_words(facts: KindFacts) -> str:
    """Say what it rests on."""
    return tr("单位惯用的形式，不是法定文种，标准没有规定") if facts.custom else tr("法定文种（《党政机关公文处理工作条例》第八条）")


def kind_lines(facts: KindFacts) -> list[tuple[str, str]]:
    """Tell of a kind in (what, words)."""
    shown = shown_elements(filled(facts, House(organ="")))
    closing = tr("不盖章，不署名") if "closing" not in shown else CLOSINGS[facts.closing]
    lines = [
        (tr("用途"), facts.purpose),
        (tr("行文方向"), DIRECTIONS[facts.direction]),
        (tr("格式"), tr("{form}，{closing}").format(form=FORMS[facts.form], closing=closing)),
        (tr("必须有"), names(facts.required)),
        (tr("一般还有"), names(facts.usual)),
        (tr("一般没有"), names(facts.unusual)),
        (tr("开头"), tr("　").join(facts.openings).replace("{organ}", tr("本机关"))),
        (tr("结尾"), tr("　").join(facts.endings)),
    ]
    return [(what, words) for what, words in lines if words]
