"""Actions as data (AE-14): what can be done, title, icon, key, place. Menus, action bars and the shortcut page are made from here.

``QAction`` is made in this module only. Keys are unique in their context together with those of the window (AE-15).
"""

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from xzt.ui import icons
from xzt.ui.text import tr


class Spec(Struct, frozen=True):
    """One action. ``command`` names the command that it gives, or is empty for a verb of the window.

    ``context`` is where its key works; ``steps`` are those at which the bar shows it even when it is closed; ``panel`` asks for more first.
    """

    id: str
    title: str
    context: str
    icon: str = ""
    key: str = ""
    command: str = ""
    steps: tuple[str, ...] = ()
    panel: str = ""
    primary: bool = False
    apart: bool = False
    more: bool = False
    """Stands in the menu of the bar (更多)."""


_RETURNABLE = ("review", "sign_off", "proofread", "register", "seal", "distribute")
_WITHDRAWABLE = ("review", "countersign", "joint", "sign_off", "register")

WINDOW: tuple[Spec, ...] = (
    Spec("window.desk", tr("工作台"), "window", "desk", "Ctrl+1"),
    Spec("window.todo", tr("待办"), "window", "todo", "Ctrl+2"),
    Spec("window.toread", tr("待阅"), "window", "toread", "Ctrl+3"),
    Spec("window.done", tr("已办"), "window", "done", "Ctrl+4"),
    Spec("window.drafts", tr("草稿"), "window", "drafts", "Ctrl+5"),
    Spec("window.mine", tr("我的发文"), "window", "mine", "Ctrl+6"),
    Spec("window.receipts", tr("收文"), "window", "receipts", "Ctrl+7"),
    Spec("window.archive", tr("归档"), "window", "archive", "Ctrl+8"),
    Spec("window.attention", tr("需处理"), "window", "attention", "Ctrl+9"),
    Spec("window.settings", tr("设置"), "window", "settings", "Ctrl+,"),
    Spec("window.new", tr("拟稿"), "window", "add", "Ctrl+N"),
    Spec("window.forward", tr("转发、批转、印发"), "window", "", "Ctrl+Shift+F"),
    Spec("window.monitor", tr("流程监控"), "window", "", "Ctrl+Shift+W"),
    Spec("window.search", tr("查找公文"), "window", "search", "Ctrl+K"),
    Spec("window.sync", tr("立即收发"), "window", "busy", "F5"),
    Spec("window.panes", tr("切换区域"), "window", "", "F6"),
    Spec("window.lock", tr("锁定"), "window", "lock", "Ctrl+L"),
    Spec("window.help", tr("快捷键"), "window", "help", "F1"),
    Spec("window.back", tr("返回"), "window", "back", "Alt+Left"),
)

LIST: tuple[Spec, ...] = (
    Spec("receipt.enter", tr("登记纸质来文"), "list", "add", "Ctrl+Shift+N", "Enter"),
    Spec("list.next", tr("下一件"), "list", "", "J"),
    Spec("list.previous", tr("上一件"), "list", "", "K"),
    Spec("list.open", tr("打开"), "list", "", "Return"),
)

PAGE_VIEW: tuple[Spec, ...] = (
    Spec("page.print", tr("打印"), "page", "print", "Ctrl+P"),
    Spec("page.width", tr("适合宽度"), "page", "wide", "Ctrl+0"),
    Spec("page.whole", tr("整页"), "page", "whole", "Ctrl+Shift+0"),
    Spec("page.larger", tr("放大"), "page", "plus", "Ctrl+="),
    Spec("page.smaller", tr("缩小"), "page", "minus", "Ctrl+-"),
    Spec("page.goto", tr("到第几页"), "page", "", "Ctrl+G"),
    Spec("page.two", tr("两页并排"), "page", "two", "Ctrl+Shift+2"),
    Spec("page.grid", tr("显示格线"), "page", "grid", "Ctrl+Shift+G"),
)

DRAFTING: tuple[Spec, ...] = (
    Spec("draft.import", tr("导入文件"), "drafting", "import", "Ctrl+O"),
    Spec("draft.mend", tr("全部修改"), "drafting", "check", "Ctrl+M"),
    Spec("draft.blank", tr("下一处待填"), "drafting", "", "F4"),
    Spec("draft.undo", tr("撤销修改"), "drafting", "undo", "Ctrl+Z"),
    Spec("draft.redo", tr("恢复修改"), "drafting", "redo", "Ctrl+Y"),
    Spec("draft.find", tr("查找"), "drafting", "find", "Ctrl+F"),
    Spec("draft.replace", tr("替换"), "drafting", "", "Ctrl+H"),
    Spec("draft.next", tr("查找下一处"), "drafting", "", "F3"),
    Spec("draft.previous", tr("查找上一处"), "drafting", "", "Shift+F3"),
    Spec("draft.next_finding", tr("下一处问题"), "drafting", "", "F8"),
    Spec("draft.mend_one", tr("改这一处"), "drafting", "", "Alt+Return"),
    Spec("dispatch.share", tr("共同起草"), "drafting", "", "", "Share", ("draft",), "share"),
    Spec("dispatch.attach", tr("随文文件"), "drafting", "attach", "Ctrl+Shift+U", "Attach", ("draft",), "attach"),
    Spec("dispatch.detach", tr("移除随文文件"), "drafting", "", "", "Detach", ("draft",)),
    Spec("draft.plain", tr("正文段"), "drafting", "plain", "Ctrl+Alt+0"),
    Spec("draft.level1", tr("一级标题"), "drafting", "level1", "Ctrl+Alt+1"),
    Spec("draft.level2", tr("二级标题"), "drafting", "level2", "Ctrl+Alt+2"),
    Spec("draft.level3", tr("三级标题"), "drafting", "level3", "Ctrl+Alt+3"),
    Spec("draft.level4", tr("四级标题"), "drafting", "level4", "Ctrl+Alt+4"),
    Spec("draft.ordered", tr("编号列表"), "drafting", "ordered", "Ctrl+Shift+O"),
    Spec("draft.list", tr("无编号列表"), "drafting", "list", "Ctrl+Shift+L"),
    Spec("draft.renumber", tr("整理标题序号"), "drafting", "renumber", "Ctrl+Shift+M"),
    Spec("draft.phrases", tr("常用语"), "drafting", "phrase", "Ctrl+Shift+Y"),
    Spec("draft.table", tr("表格"), "drafting", "table", "Ctrl+Shift+T"),
    Spec("draft.picture", tr("插入图片"), "drafting", "picture", "Ctrl+Shift+I"),
    Spec("draft.count", tr("字数统计"), "drafting", "count", "Ctrl+Shift+J"),
    Spec("draft.paste_plain", tr("粘贴为纯文字"), "drafting", "", "Ctrl+Shift+V"),
    Spec("draft.track", tr("修订"), "drafting", "track", "Ctrl+Shift+E"),
    Spec("change.previous", tr("上一处修订"), "drafting", "up", "Ctrl+Shift+P"),
    Spec("change.next", tr("下一处修订"), "drafting", "down", "Ctrl+Shift+N"),
    Spec("change.accept", tr("接受这处修订"), "drafting", "check", "Ctrl+Shift+A"),
    Spec("change.reject", tr("拒绝这处修订"), "drafting", "close", "Ctrl+Shift+D"),
    Spec("change.accept_all", tr("全部接受"), "drafting"),
    Spec("change.reject_all", tr("全部拒绝"), "drafting"),
    Spec("change.export", tr("导出修订稿"), "drafting", "export"),
    Spec("dispatch.save", tr("保存"), "drafting", "save", "Ctrl+S", "SaveDraft", ("draft",)),
    Spec("dispatch.submit", tr("送审"), "drafting", "send", "Ctrl+Return", "Submit", ("draft",), "submit", primary=True),
)

RECORD: tuple[Spec, ...] = (
    Spec("record.primary", tr("提交当前步骤"), "record", "", "Ctrl+Return"),
    Spec("record.opinion", tr("写意见"), "record", "", "F2"),
    Spec("record.export", tr("导出文件"), "record", "export", "Ctrl+E"),
    Spec("record.copy", tr("以此另拟一件"), "record", "copy", "Ctrl+Shift+C"),
    Spec("record.tab", tr("下一个标签页"), "record", "", "Ctrl+Tab"),
    Spec("dispatch.withdraw", tr("撤回"), "record", "withdraw", "Ctrl+Shift+R", "Withdraw", _WITHDRAWABLE, apart=True),
    Spec("dispatch.return", tr("退回"), "record", "return", "Ctrl+R", "Return", _RETURNABLE, "return", apart=True),
    Spec("dispatch.disagree", tr("不同意"), "record", "close", "", "Countersign", ("countersign",), apart=True),
    Spec("dispatch.send_back", tr("退回主办机关"), "record", "return", "", "SendBack", (), "send_back", apart=True),
    Spec("dispatch.allot", tr("交办"), "record", "send", "", "Allot", ("allot",), primary=True),
    Spec("dispatch.review", tr("核稿通过"), "record", "check", "", "Review", ("review",), primary=True),
    Spec("dispatch.countersign", tr("会签同意"), "record", "check", "", "Countersign", ("countersign",), primary=True),
    Spec("dispatch.sign", tr("签发"), "record", "check", "", "SignOff", ("sign_off",), primary=True),
    Spec("dispatch.proofread", tr("校对通过"), "record", "check", "", "Proofread", ("proofread",), primary=True),
    Spec("dispatch.number", tr("编号"), "record", "number", "", "AssignNumber", ("register",), primary=True),
    Spec("dispatch.seal", tr("用印"), "record", "seal", "", "Seal", ("seal",), primary=True),
    Spec("dispatch.distribute", tr("分发"), "record", "distribute", "", "Distribute", ("distribute",), "distribute", primary=True),
    Spec("dispatch.close", tr("办结"), "record", "done", "", "Close", ("follow",), primary=True),
    Spec("dispatch.deny_scope", tr("不同意扩大范围"), "record", "close", "", "DenyScope", (), "deny_scope", apart=True),
    Spec("dispatch.allow_scope", tr("同意扩大范围"), "record", "check", "", "AllowScope", (), "allow_scope"),
    Spec("dispatch.archive", tr("归档"), "record", "archive", "", "Archive", ("closed",), "archive", primary=True),
    Spec("dispatch.package", tr("制作归档包"), "record", "package", "", "RecordPackage", ("archived",), primary=True),
    Spec("dispatch.revive", tr("恢复迟到意见"), "record", "check", "", "Revive"),
    Spec("dispatch.read", tr("已阅"), "record", "toread", "", "Read"),
    Spec("dispatch.add", tr("加签"), "record", "add", "", "Add", panel="add", more=True),
    Spec("dispatch.remove", tr("减签"), "record", "close", "", "Remove", panel="remove", more=True),
    Spec("dispatch.forward", tr("转办"), "record", "send", "", "Forward", panel="forward", more=True),
    Spec("dispatch.delegate", tr("委派"), "record", "person", "", "Delegate", panel="delegate", more=True),
    Spec("dispatch.remind", tr("催办"), "record", "", "", "Remind", panel="remind", more=True),
    Spec("dispatch.cover", tr("转给代理人"), "record", "person", "", "Cover", panel="cover", more=True),
    Spec("dispatch.correct", tr("更正意见"), "record", "", "", "Correct", panel="correct", more=True),
    Spec("dispatch.pause", tr("暂停计时"), "record", "", "", "PauseClock", panel="pause", more=True),
    Spec("dispatch.resume", tr("恢复计时"), "record", "", "", "ResumeClock", panel="resume", more=True),
    Spec("dispatch.decide", tr("指定去向"), "record", "", "", "Decide", panel="decide", more=True),
    Spec("dispatch.take_back", tr("强制撤回"), "record", "withdraw", "", "Recall", panel="take_back", more=True),
    Spec("dispatch.migrate", tr("改用新流程"), "record", "", "", "Migrate", panel="migrate", more=True),
    Spec("dispatch.assign", tr("指定办理人"), "record", "", "", "Assign", panel="assign", more=True),
    Spec("dispatch.copy_to", tr("抄送"), "record", "", "", "CopyTo", panel="copy_to", more=True),
    Spec("dispatch.relate", tr("关联公文"), "record", "", "", "Relate", panel="relate", more=True),
    Spec("dispatch.supplement", tr("补发"), "record", "", "", "Supplement", panel="supplement", more=True),
    Spec("dispatch.recall", tr("撤回分发"), "record", "", "", "RecallDelivery", panel="recall", more=True),
    Spec("dispatch.cancel", tr("撤销整件"), "record", "", "", "Cancel", panel="cancel", more=True),
    Spec("dispatch.terminate", tr("终止"), "record", "", "", "Terminate", panel="terminate", more=True),
    Spec("receipt.refuse", tr("拒收"), "record", "refuse", "", "Refuse", ("arrived",), "refuse", apart=True),
    Spec("receipt.keep", tr("不同意撤回"), "record", "close", "", "Keep", (), "keep", apart=True),
    Spec("receipt.give_back", tr("同意撤回"), "record", "return", "", "GiveBack", ()),
    Spec("receipt.sign_for", tr("签收"), "record", "check", "", "SignFor", ("arrived",), primary=True),
    Spec("receipt.register", tr("登记"), "record", "number", "", "Register", ("register",), primary=True),
    Spec("receipt.discard", tr("作废"), "record", "refuse", "", "Discard", (), "discard", apart=True),
    Spec("receipt.propose", tr("送承办传阅"), "record", "send", "", "Propose", ("propose",), "propose", primary=True),
    Spec("receipt.instruct", tr("批示"), "record", "check", "", "Instruct", ("instruct",), primary=True),
    Spec("receipt.read", tr("已阅"), "record", "toread", "", "MarkRead", (), primary=True),
    Spec("receipt.handle", tr("报办理结果"), "record", "check", "", "Handle", (), primary=True),
    Spec("receipt.reply", tr("答复"), "record", "return", "", "BeginReply", (), "reply"),
    Spec("receipt.pass_on", tr("转发"), "record", "send", "", "PassOn", ("propose", "instruct", "handle", "closed")),
    Spec("receipt.widen", tr("变更传达范围"), "record", "", "", "Widen", panel="widen", more=True),
    Spec("receipt.ask_scope", tr("征求发文机关同意"), "record", "", "", "AskScope", panel="ask_scope", more=True),
    Spec("receipt.cover", tr("转给代理人"), "record", "person", "", "Cover", more=True),
    Spec("receipt.urge", tr("催办"), "record", "", "", "Remind", panel="urge", more=True),
    Spec("receipt.reassign", tr("改派"), "record", "", "", "Reassign", panel="reassign", more=True),
    Spec("receipt.stop_clock", tr("暂停计时"), "record", "", "", "PauseClock", panel="stop_clock", more=True),
    Spec("receipt.start_clock", tr("恢复计时"), "record", "", "", "ResumeClock", panel="start_clock", more=True),
    Spec("receipt.close", tr("办结"), "record", "done", "", "Close", ("handle",), primary=True),
)

STYLE: tuple[Spec, ...] = (
    Spec("style.adopt", tr("采用单位版式"), "style", "check", "Ctrl+Return", "Adopt", primary=True),
    Spec("style.standard", tr("恢复国标"), "style", "", "Ctrl+Shift+D"),
    Spec("style.reset", tr("放弃修改"), "style", "", "Ctrl+Z"),
    Spec("style.import", tr("读入版式文件"), "style", "import", "Ctrl+O"),
    Spec("style.export", tr("存为版式文件"), "style", "export", "Ctrl+E"),
)

LEVELS = ("draft.plain", "draft.level1", "draft.level2", "draft.level3", "draft.level4")
STRIP: tuple[tuple[str, ...], ...] = (
    ("draft.undo", "draft.redo"),
    LEVELS,
    ("draft.ordered", "draft.list", "draft.renumber"),
    ("draft.table", "draft.picture", "draft.phrases"),
    ("draft.find", "draft.track"),
)
"""The strip of tools above the text: groups of actions, each with an icon."""
STRIP_CHOICES: dict[tuple[str, ...], str] = {LEVELS: tr("段落层次")}
"""Those groups of the strip that are one button with a menu, and what the button is for."""

ALL: tuple[Spec, ...] = (*WINDOW, *LIST, *PAGE_VIEW, *DRAFTING, *RECORD, *STYLE)
CONTEXTS: dict[str, str] = {
    "window": tr("随处可用"),
    "list": tr("列表"),
    "drafting": tr("拟稿"),
    "record": tr("办理"),
    "page": tr("页面"),
    "style": tr("单位版式"),
}
BY_ID: dict[str, Spec] = {spec.id: spec for spec in ALL}


def offered(kind: str, step: str, opened: frozenset[str]) -> list[Spec]:
    """List the actions that the bar of a record shows, in their stable order: those open now, and those of this step."""
    return [spec for spec in RECORD if spec.command and spec.id.startswith(f"{kind}.") and (spec.command in opened or step in spec.steps)]


def make_action(spec: Spec, parent: QWidget, run: Callable[[], None]) -> QAction:
    """Make the Qt action of a spec, with its key working inside ``parent``."""
    action = QAction(spec.title, parent)
    action.setObjectName(spec.id)
    if spec.icon:
        action.setIcon(icons.icon(spec.icon))
    if spec.key:
        action.setShortcut(QKeySequence(spec.key))
    action.triggered.connect(run)
    parent.addAction(action)
    return action


def key_words(key: str) -> str:
    """Say a key as people call it."""
    return key.replace("Return", "Enter").replace("Left", "←")
