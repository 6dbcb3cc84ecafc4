"""Words for files that go with a document: how large, where they are, how far on their way."""

from msgspec import Struct

from xzt.core.notices import Transfer, Transfers
from xzt.ui.text import tr, trouble_code_words


class Standing(Struct, frozen=True):
    """Where a file is: words, and whether it can be opened here."""

    words: str
    tone: str
    here: bool


def size_words(size: int) -> str:
    """Say a size as people do."""
    value, unit = float(size), tr("字节")
    for unit in (tr("字节"), "KB", "MB", "GB"):
        if value < 1024 or unit == "GB":
            break
        value /= 1024
    return f"{value:.0f} {unit}" if value >= 100 or unit == tr("字节") else f"{value:.1f} {unit}"


def standing(digest: str, stands: tuple[bool, bool], transfers: Transfers, *, wrong: bool = False) -> Standing:
    """Say where a file is; ``stands`` says whether it is here and whether the server has it, ``wrong`` that another came for it."""
    here, there = stands
    moving = next((file for file in transfers.files if file.digest == digest), None)
    if here and there:
        return Standing(tr("已在本机"), "muted", here=True)
    if moving and moving.trouble:
        words = tr("没有送成：{why}") if here else tr("没有取到：{why}")
        return Standing(words.format(why=trouble_code_words(moving.trouble).what), "amber", here=here)
    if wrong and not here:
        return Standing(tr("没有取到：{why}").format(why=trouble_code_words("blob_damaged").what), "amber", here=False)
    if transfers.paused:
        return Standing(tr("已暂停传送"), "amber", here=here)
    if moving:
        return Standing(_way(moving), "accent", here=here)
    return Standing(tr("等待上传") if here else tr("联网后取回"), "muted", here=here)


def line_words(transfers: Transfers) -> str:
    """Say in the sync line which file moves and how far, or what stopped one; nothing where there is none."""
    if transfers.paused and transfers.files:
        return tr("附件传送已暂停")
    moving = next((file for file in transfers.files if not file.trouble), None)
    if moving:
        more = sum(1 for file in transfers.files if not file.trouble) - 1
        return _way(moving) + (tr("（另有 {count} 个）").format(count=more) if more > 0 else "")
    stopped = [file for file in transfers.files if file.trouble]
    if stopped:
        return tr("{count} 个附件没有传成：{why}").format(count=len(stopped), why=trouble_code_words(stopped[0].trouble).what)
    return ""


def _way(moving: Transfer) -> str:
    share = moving.done * 100 // moving.total if moving.total else 0
    words = tr("正在上传附件 {share}%") if moving.up else tr("正在取回附件 {share}%")
    return words.format(share=min(share, 100))
