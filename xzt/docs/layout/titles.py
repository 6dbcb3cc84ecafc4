"""Titles: centred, the words of a line whole, the lines in the shape of a trapezoid or a diamond (GB/T 9704-2012 7.3.1).

There is no dictionary here: a short list of words that stand in titles keeps them from being torn, marks and particles say where a break
reads well. The author's own line feeds are kept; only a line that is too wide is broken further.
"""

from functools import cache
from itertools import pairwise

from xzt.docs.layout.lines import NO_END, NO_START, Piece, Setter, break_lines
from xzt.docs.layout.measures import SIZE_2, TITLE_PITCH, TITLE_STYLE, Frame
from xzt.docs.layout.pages import Place
from xzt.docs.layout.rows import Row, baseline, runs_of

_WHOLE = (
    "人民政府 办公厅 办公室 委员会 人民 政府 办公 湖南省 关于 印发 转发 批转 报告 请示 通知 通报 通告 公告 公报 决定",
    "决议 命令 意见 议案 批复 纪要 建设 实施 方案 办法 规划 计划 规定 细则 条例 制度 措施 行动 工作 管理",
    "服务 发展 改革 推进 加强 进一步 开展 做好 落实 促进 调整 成立 领导 小组 同意 数字 政务 信息 系统 数据",
    "安全 应用 平台 质量 经济 社会 保障 监督 检查 考核 评估 试点 示范 项目 资金 补助 专项 全省 若干 有关",
    "问题 事项 数字政府 提供 商请 申请 安排 召开 表彰 电子 共享 组织 规范 企业 农业 教育 卫生 生态 环境 产业 投资",
)
_LEADING = ("关于", "的", "和", "与", "及", "暨")
_PENALTY_TORN = 60.0
_SHORT_NAME = 9
_PENALTY_PARTICLE = 25.0


def title_rows(setter: Setter, title: str, part: str, frame: Frame, names: tuple[str, ...] = ()) -> list[Row]:
    """Return the rows of a title, centred on the type area, kept together; ``names`` are those of organs, which stay whole."""
    style = TITLE_STYLE
    base, most = baseline(style, SIZE_2), int(frame.width / style.cell + 1e-6)
    rows: list[Row] = []
    start = 0
    for given in title.split("\n"):
        for first, last in balance(given, most, names):
            text = given[first:last]
            atoms = setter.atoms([Piece(text, style, Place(part, -1, start + first))])
            rows += [
                Row(frame, TITLE_PITCH, tuple(runs_of(line, frame.middle - line.width / 2, base)), height=SIZE_2, keep=True)
                for line in break_lines(atoms, frame.width)
            ]
        start += len(given) + 1
    return rows


def balance(text: str, most: int, names: tuple[str, ...] = ()) -> list[tuple[int, int]]:
    """Break a text of Han characters into few lines of at most ``most``; return first and end offset of each.

    They are as few as can be, or one more where fewer would tear a word, one of ``names`` or a name in quotation marks.
    """
    size = len(text)
    if size <= most:
        return [(0, size)] if text else []
    count = -(-size // most)
    words = (*_words(), *names)
    costs = [_break_cost(text, at, words) for at in range(size + 1)]
    fewest = _broken(costs, count, most)
    if all(costs[end] < _PENALTY_TORN for _, end in fewest[:-1]):
        return fewest
    more = _broken(costs, count + 1, most)
    return more if sum(costs[end] for _, end in more[:-1]) < sum(costs[end] for _, end in fewest[:-1]) else fewest


def _broken(costs: list[float], count: int, most: int) -> list[tuple[int, int]]:
    """Return the cheapest way to make ``count`` lines: even ones, broken where it costs little."""
    size = len(costs) - 1
    mean = size / count
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for _ in range(count):
        reached: dict[int, tuple[float, int]] = {}
        for at, (cost, _before) in best[-1].items():
            for end in range(at + 1, min(size, at + most) + 1):
                total = cost + (end - at - mean) ** 2 + (costs[end] if end < size else _tail_cost(end - at))
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, at)
        best.append(reached)
    ends = [size]
    for level in range(count, 0, -1):
        ends.append(best[level][ends[-1]][1])
    ends.reverse()
    return list(pairwise(ends))


def _tail_cost(length: int) -> float:
    return 1000.0 if length < 2 else 0.0


def _in_quotes(text: str, at: int) -> bool:
    """Say whether a break would tear a short name in quotation marks, such as “十四五”."""
    opened = max(text.rfind("“", 0, at), text.rfind("‘", 0, at))
    closed = max(text.rfind("”", 0, at), text.rfind("’", 0, at))
    end = min((found for mark in "”’" if (found := text.find(mark, at)) >= 0), default=-1)
    return opened > closed and 0 < end - opened <= _SHORT_NAME


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for line in _WHOLE for word in line.split())


def _break_cost(text: str, at: int, words: tuple[str, ...]) -> float:
    if at in {0, len(text)}:
        return 0.0
    if text[at] in NO_START or text[at - 1] in NO_END or (text[at].isascii() and text[at - 1].isascii()):
        return 1000.0
    if text.startswith(_LEADING[0], at) or text[at] in NO_END or text[at - 1] in NO_START:
        return -20.0 if text.startswith(_LEADING[0], at) else -10.0
    if text.endswith(_LEADING[0], 0, at) or _in_quotes(text, at):
        return _PENALTY_TORN
    for word in words:
        for inside in range(1, len(word)):
            if at >= inside and text.startswith(word, at - inside):
                return _PENALTY_TORN
    return _PENALTY_PARTICLE if text.startswith(_LEADING[1:], at) else 0.0
