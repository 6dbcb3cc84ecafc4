"""The words about letters on removable media: what a receipt brought, what the newest errand waits for."""

from datetime import datetime

from xzt.client.airgap import Exchange, Taken
from xzt.core.calendar import BEIJING
from xzt.ui.sentences import tr


def taken_words(taken: Taken) -> str:
    """Say what a receipt brought."""
    words = tr("回执已读入：{applied} 件办理生效，收到 {records} 件公文的新状态。").format(applied=taken.applied, records=taken.records)
    if taken.texts:
        words += tr("{texts} 份共同起草的稿子有了新的文字。").format(texts=len(taken.texts))
    if taken.refused:
        words += tr("{refused} 件没有被接受，在“需处理”里。").format(refused=taken.refused)
    if taken.later:
        words += tr("{later} 件要等下一次交换。").format(later=taken.later)
    return words


def exchange_words(newest: Exchange | None, waiting: int) -> str:
    """Say where the exchange stands."""
    if newest is None:
        words = tr("还没有导出过。")
    elif newest.answered:
        words = tr("{at} 导出的文件已有回执（{back} 读入）。").format(at=_moment(newest.at), back=_moment(newest.answered))
    else:
        words = tr("{at} 导出了 {count} 件办理，还没有读入回执。").format(at=_moment(newest.at), count=newest.commands)
    return words + (tr("现有 {count} 件等待服务器答复。").format(count=waiting) if waiting else "")


def _moment(at: datetime) -> str:
    return at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M")
