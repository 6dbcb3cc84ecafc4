"""The words for what the full examination of a store finds: what it is, and what to do."""

from xzt.client.mending import Finding
from xzt.ui.sentences import tr

WHOLE = tr("文件库完好：每一页、每一行、每个文件和检索都核对过，没有发现问题。")
FOUND: dict[str, str] = {
    "pages": tr(
        "文件库有坏页（{what}）。请先联网送出办理；再用 xzt restore 从备份恢复，或在解锁窗口的“备份和恢复”里从服务器重新取，并检查磁盘。"
    ),
    "rows": tr("文件库里有与最后一次保存不符的内容（{what}），可能有人换回了旧的数据。请从备份恢复或从服务器重新取，并报告系统管理员。"),
    "file": tr("文件 {what} 坏了，服务器上有：修复后，联网时会重新取回。"),
    "file_only_here": tr("文件 {what} 坏了，服务器上还没有。请用 xzt restore 从备份恢复，或请加文件的人重新加。"),
    "index": tr("检索与内容不符，查找可能缺结果：修复会重新编制，不影响内容。"),
}


def finding_words(finding: Finding) -> str:
    """Say what was found and what to do."""
    code = "file_only_here" if finding.code == "file" and finding.only_here else finding.code
    return tr(FOUND[code]).format(what=finding.what[:16])
