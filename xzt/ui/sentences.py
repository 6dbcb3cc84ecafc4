"""The tables behind ``text``: one entry a code. Data only; ``xzt.ui.text`` fills and hands them out.

Every refusal and trouble says what happened, what was kept and what to do next; a test walks the sources and fails on a code without an
entry here, and on an entry that nobody uses.
"""

from msgspec import Struct


def tr(text: str) -> str:
    """Return the interface text; the one door through which a translation would come (AE-27)."""
    return text


class Sentence(Struct, frozen=True):
    """What happened, what was kept, what to do next."""

    what: str
    kept: str
    next: str

    def whole(self) -> str:
        """Join the three parts."""
        return self.what + self.kept + self.next


SAME = tr("公文没有变化。")
WORDS = tr("您写的内容还在。")
OPEN = tr("请重新打开公文，看看现在到了哪一步。")

_ADMIN = tr("请联系系统管理员。")

REFUSALS: dict[str, Sentence] = {
    "absent": Sentence(tr("这件公文已不在您能看到的范围内。"), WORDS, tr("请向经办人了解情况。")),
    "asked_already": Sentence(tr("已经申请，正在等待服务器答复。"), SAME, tr("联网后会自动办好，不必重复申请。")),
    "category_unknown": Sentence(tr("没有“{category}”这个收文类别。"), SAME, tr("请另选类别后再登记。")),
    "code_malformed": Sentence(tr("档号的组成不对。"), SAME, _ADMIN),
    "countersigner_advises": Sentence(tr("会签人提出意见，不直接退回。"), WORDS, tr("请选择“不同意”并写明意见，由签发人决定。")),
    "deliveries_open": Sentence(tr("还有 {count} 个单位没有签收。"), SAME, tr("请等待或提醒这些单位签收后再办结。")),
    "exists": Sentence(tr("这件公文已经建立过了。"), SAME, tr("请从列表中打开它继续办理。")),
    "file_missing": Sentence(tr("没有这个文件。"), SAME, tr("用印请再点一次，系统会重新生成；随文文件请重新添加。")),
    "file_name": Sentence(tr("这个文件名不能用。"), SAME, tr('请改成不含 / \\ : * ? " < > | 的短名字，再添加。')),
    "file_too_large": Sentence(tr("这个文件超过 4 GB。"), SAME, tr("请拆分或压缩后再添加。")),
    "file_twice": Sentence(tr("“{name}”已经在随文文件里了。"), SAME, tr("请换一个文件；同名的请先改名。")),
    "files_none": Sentence(tr("这份草稿没有随文文件。"), SAME, tr("需要时请先添加文件。")),
    "files_too_many": Sentence(tr("随文文件已有 {limit} 个，不能再加。"), SAME, tr("请把几个文件打成一个压缩包。")),
    "fonds_missing": Sentence(tr("本单位还没有设置全宗号，不能归档。"), SAME, tr("请档案管理员设置全宗号后再归档。")),
    "grant_mismatch": Sentence(tr("服务器给出的编号或印章与这件公文对不上。"), SAME, tr("请联系系统管理员核对。")),
    "handled_already": Sentence(tr("办理结果已经报过了。"), SAME, tr("如需补充，请与办公室联系。")),
    "kind_unknown": Sentence(tr("服务器不认识这类公文。"), WORDS, tr("请更新湘政通后再办。")),
    "malformed": Sentence(tr("服务器没有读懂这次操作。"), WORDS, tr("请重新办理；再出现时联系系统管理员。")),
    "nobody_named": Sentence(tr("没有指定承办人，也没有指定传阅人。"), WORDS, tr("请至少选一人。")),
    "not_drafter": Sentence(tr("您没有拟稿的权限。"), WORDS, tr("需要拟稿请联系系统管理员。")),
    "not_handled": Sentence(tr("承办人还没有报办理结果。"), SAME, tr("请等待承办结果后再办结。")),
    "not_holder": Sentence(tr("这件公文现在是“{step}”，不在您手上。"), WORDS, tr("可在“意见与过程”中看到现在由谁办理。")),
    "not_last": Sentence(tr("这之后还办过别的事，不能单独撤销这一步。"), SAME, tr("请先撤销后面的操作。")),
    "not_leader": Sentence(tr("{person}不能担任签发人。"), SAME, tr("请另选有签发权的负责人。")),
    "not_number_keeper": Sentence(tr("指定文号需要编号管理权限。"), SAME, tr("请不填序号，由服务器按顺序编号。")),
    "not_passed": Sentence(tr("不能退回到“{step}”，公文没有经过这一步。"), WORDS, tr("请另选退回的步骤。")),
    "not_reader": Sentence(tr("这件公文没有传阅给您，或您已经阅过。"), SAME, tr("不需要再办。")),
    "not_refused": Sentence(tr("这一条已经处理过了。"), SAME, tr("不需要再办。")),
    "not_registrar": Sentence(tr("单位版式由本单位的文书设定，您可以查看。"), tr("版式没有变化。"), tr("需要改动请联系文书。")),
    "not_returnable": Sentence(tr("现在是“{step}”，不能退回。"), WORDS, OPEN),
    "not_sender": Sentence(tr("这一步不是您送出的，不能撤回。"), SAME, tr("需要改动请联系现在的办理人。")),
    "not_withdrawable": Sentence(tr("现在是“{step}”，不能撤回。"), SAME, tr("需要改动请联系现在的办理人退回。")),
    "number_taken": Sentence(tr("这个序号已经用过了。"), SAME, tr("请另选序号，或由服务器按顺序编号。")),
    "number_malformed": Sentence(tr("序号要填大于零的整数。"), SAME, tr("请改正后再编号。")),
    "opened_already": Sentence(tr("您已经打开过这件公文。"), SAME, tr("不需要再办。")),
    "opened_by_next": Sentence(tr("下一位办理人已经打开，不能撤回。"), SAME, tr("需要改动请联系对方退回。")),
    "own_matter": Sentence(tr("起草的人不能核稿或签发自己的公文。"), SAME, tr("请另选核稿人或签发人。")),
    "packaged_already": Sentence(tr("归档包已经做好了。"), SAME, tr("可以直接检测或移交已有的归档包。")),
    "person_twice": Sentence(tr("同一个人选了两次。"), SAME, tr("请去掉重复的人。")),
    "person_unknown": Sentence(tr("本单位没有“{person}”这个人。"), SAME, tr("请从名单中重新选择。")),
    "retention_unknown": Sentence(tr("没有“{retention}”这个保管期限。"), SAME, tr("请选择永久、30年或10年。")),
    "sent_already": Sentence(tr("这一步已经送到服务器，不能撤销。"), SAME, tr("如果下一位还没有打开，可以用“撤回”。")),
    "series_unknown": Sentence(tr("本单位没有这个发文字号。"), SAME, tr("请退回拟稿，另选发文字号。")),
    "server_only": Sentence(tr("这一步只能由服务器来办。"), SAME, tr("不需要您操作。")),
    "signature_invalid": Sentence(tr("这次操作的签名没有通过核对。"), WORDS, tr("请锁定后重新登录再办；仍不行请联系系统管理员。")),
    "state_secret": Sentence(
        tr("内容带有国家秘密标志，本系统不能存储、处理、传输。"),
        tr("没有保存，也没有送出。"),
        tr("请立即停止录入，改用涉密载体和渠道，并报告保密办。"),
    ),
    "step_not_reached": Sentence(tr("现在是“{step}”，还没有到这一步。"), SAME, tr("请等前面的步骤办完。")),
    "step_passed": Sentence(tr("公文已经到了“{step}”，这一步已经有人办过。"), WORDS, OPEN),
    "text_changed": Sentence(tr("正文在您打开之后换了新稿。"), WORDS, tr("请看过新稿，再重新提交意见。")),
    "text_malformed": Sentence(tr("公文内容不完整，无法保存为公文。"), WORDS, tr("请检查标题、文种和发文字号后再保存。")),
    "text_too_large": Sentence(tr("公文内容太大，超过了 {limit} 字节。"), WORDS, tr("请把长表格或资料改为附件。")),
    "title_missing": Sentence(tr("还没有标题。"), WORDS, tr("请填写标题后再送审。")),
    "profile_malformed": Sentence(tr("版式中有一项超出了允许的范围：{detail}。"), tr("版式没有变化。"), tr("请改正这一项后再采用。")),
    "style_changed": Sentence(tr("别人已经改过单位版式。"), tr("您选的内容还在。"), tr("请看看现在的版式，再改一次。")),
    "style_same": Sentence(tr("选的和现在的版式一样。"), tr("版式没有变化。"), tr("不需要再办。")),
    "unit_twice": Sentence(tr("同一个单位选了两次。"), SAME, tr("请在主送和抄送中只保留一处。")),
    "unit_unknown": Sentence(tr("不能发给“{unit}”。"), SAME, tr("请从名单中另选收文单位。")),
    "units_missing": Sentence(tr("没有选收文单位。"), SAME, tr("请至少选一个主送单位。")),
    "unread": Sentence(tr("还有 {count} 人没有阅。"), SAME, tr("请等传阅完成后再办结。")),
    "words_missing": Sentence(tr("没有写意见或理由。"), SAME, tr("请写明后再提交。")),
    "words_too_long": Sentence(tr("意见超过了 {limit} 字。"), WORDS, tr("请写短一些，详细内容另附。")),
    "calendar_wrong": Sentence(tr("工作日历文件有误：{what}。"), tr("原来的日历没有变化。"), tr("请向发布日历的部门重新索取文件。")),
    "helpers_open": Sentence(tr("还有 {count} 位协办人没有报结果。"), SAME, tr("请等协办结果齐了再办结。")),
    "lead_missing": Sentence(tr("有协办人时必须指定一位主办。"), WORDS, tr("请选定主办后再送出。")),
    "limit_missing": Sentence(tr("紧急来文必须有办理期限。"), WORDS, tr("请填写期限后再送出。")),
    "limit_past": Sentence(tr("办理期限已经过了。"), WORDS, tr("请填写以后的日期。")),
}

STEPS: dict[tuple[str, str], str] = {
    ("dispatch", "draft"): tr("拟稿"),
    ("dispatch", "review"): tr("核稿"),
    ("dispatch", "countersign"): tr("会签"),
    ("dispatch", "sign_off"): tr("签发"),
    ("dispatch", "register"): tr("编号"),
    ("dispatch", "seal"): tr("用印"),
    ("dispatch", "distribute"): tr("分发"),
    ("dispatch", "follow"): tr("待各单位签收"),
    ("dispatch", "closed"): tr("已办结"),
    ("dispatch", "archived"): tr("已归档"),
    ("dispatch", "cancelled"): tr("已撤销"),
    ("dispatch", "terminated"): tr("已终止"),
    ("dispatch", "allot"): tr("交办会签"),
    ("dispatch", "proofread"): tr("复核校对"),
    ("dispatch", "joint"): tr("联署机关会签"),
    ("dispatch", "consented"): tr("已签署"),
    ("dispatch", "sent_back"): tr("已退回主办机关"),
    ("dispatch", "recalled"): tr("主办机关已收回"),
    ("receipt", "arrived"): tr("待签收"),
    ("receipt", "register"): tr("登记"),
    ("receipt", "propose"): tr("拟办"),
    ("receipt", "instruct"): tr("批示"),
    ("receipt", "handle"): tr("承办传阅"),
    ("receipt", "closed"): tr("已办结"),
    ("receipt", "refused"): tr("已拒收"),
    ("receipt", "discarded"): tr("已作废"),
}

ACTIONS: dict[str, str] = {
    "draft": tr("拟稿"),
    "submit": tr("送审"),
    "review": tr("核稿"),
    "countersign": tr("会签"),
    "sign_off": tr("签发"),
    "return": tr("退回"),
    "withdraw": tr("撤回"),
    "release_number": tr("收回文号"),
    "number": tr("编号"),
    "seal": tr("用印"),
    "distribute": tr("分发"),
    "close": tr("办结"),
    "archive": tr("归档"),
    "package": tr("制作归档包"),
    "arrive": tr("收到"),
    "enter": tr("录入来文"),
    "discard": tr("作废"),
    "sign_for": tr("签收"),
    "refuse": tr("拒收"),
    "register": tr("登记"),
    "propose": tr("拟办"),
    "instruct": tr("批示"),
    "read": tr("阅"),
    "handle": tr("承办"),
    "help": tr("协办"),
    "reply": tr("起草答复"),
    "reply_sent": tr("已复文"),
    "reply_stopped": tr("答复没有发出"),
    "add_before": tr("前加签"),
    "add_after": tr("后加签"),
    "remove": tr("减签"),
    "forward": tr("转办"),
    "delegate": tr("委派"),
    "ask_lead": tr("请拟稿人定夺"),
    "cover": tr("转代办人"),
    "uncover": tr("退还本人"),
    "assign": tr("指定办理人"),
    "reassign": tr("改由文书指定"),
    "escalate": tr("转部门负责人"),
    "untouched": tr("久未办理，提请文书"),
    "decide": tr("指定去向"),
    "remind": tr("催办"),
    "cancel": tr("撤销"),
    "terminate": tr("终止"),
    "pause": tr("暂停计时"),
    "resume": tr("恢复计时"),
    "migrate": tr("改用新流程"),
    "allot": tr("交办会签"),
    "proofread": tr("复核校对"),
    "joint": tr("联署机关会签"),
    "joint_return": tr("联署机关退回"),
    "joint_asked": tr("收到联合行文"),
    "send_back": tr("退回主办机关"),
    "recalled": tr("主办机关收回"),
}

COMMANDS: dict[str, str] = {
    "StartDraft": tr("拟稿"),
    "SaveDraft": tr("保存草稿"),
    "Share": tr("共同起草"),
    "Attach": tr("添加随文文件"),
    "Detach": tr("移除随文文件"),
    "Submit": tr("送审"),
    "Open": tr("打开"),
    "Review": tr("核稿"),
    "Countersign": tr("会签"),
    "SignOff": tr("签发"),
    "Return": tr("退回"),
    "Withdraw": tr("撤回"),
    "AskJoint": tr("征求联署"),
    "Allot": tr("交办会签"),
    "SendBack": tr("退回主办机关"),
    "NoteJoint": tr("记录联署"),
    "RecallJoint": tr("收回联署"),
    "Proofread": tr("复核校对"),
    "AssignNumber": tr("编号"),
    "Seal": tr("用印"),
    "Distribute": tr("分发"),
    "NoteDelivery": tr("记录签收"),
    "Close": tr("办结"),
    "Archive": tr("归档"),
    "RecordPackage": tr("登记归档包"),
    "Deliver": tr("送达"),
    "Enter": tr("录入来文"),
    "Discard": tr("作废"),
    "SignFor": tr("签收"),
    "Refuse": tr("拒收"),
    "Register": tr("登记"),
    "Propose": tr("拟办"),
    "Instruct": tr("批示"),
    "MarkRead": tr("已阅"),
    "Handle": tr("报办理结果"),
    "BeginReply": tr("答复"),
    "NoteReply": tr("记录答复"),
    "Adopt": tr("采用单位版式"),
    "Deputise": tr("设置代理"),
    "EndDeputation": tr("结束代理"),
    "MarkDeputation": tr("登记代理的起止"),
}

BOXES: dict[str, str] = {
    "desk": tr("工作台"),
    "todo": tr("待办"),
    "toread": tr("待阅"),
    "done": tr("已办"),
    "drafts": tr("草稿"),
    "mine": tr("我的发文"),
    "receipts": tr("收文"),
    "archive": tr("归档"),
    "attention": tr("需处理"),
    "settings": tr("设置"),
}

ROLES: dict[str, str] = {
    "drafter": tr("拟稿人"),
    "reviewer": tr("核稿人"),
    "leader": tr("负责人"),
    "registrar": tr("文书"),
    "number_keeper": tr("编号管理员"),
    "seal_keeper": tr("印章保管人"),
    "archivist": tr("档案员"),
    "head": tr("部门负责人"),
    "system": tr("系统"),
}

DELIVERIES: dict[str, str] = {
    "sent": tr("已发出"),
    "delivered": tr("已送达"),
    "signed_for": tr("已签收"),
    "refused": tr("已拒收"),
}

RETENTIONS: dict[str, str] = {"Y": tr("永久"), "D30": tr("30年"), "D10": tr("10年")}

DONE: dict[str, str] = {
    "StartDraft": tr("已建立草稿"),
    "SaveDraft": tr("草稿已保存"),
    "Share": tr("共同起草的人已更新"),
    "Attach": tr("文件已添加"),
    "Detach": tr("文件已移除"),
    "Submit": tr("已送审"),
    "Review": tr("已核稿"),
    "Countersign": tr("已会签"),
    "SignOff": tr("已签发"),
    "Return": tr("已退回"),
    "Withdraw": tr("已撤回"),
    "Allot": tr("已交办会签"),
    "SendBack": tr("已退回主办机关"),
    "Proofread": tr("校对已通过"),
    "AssignNumber": tr("已申请编号"),
    "Seal": tr("已申请用印"),
    "Distribute": tr("已分发"),
    "Close": tr("已办结"),
    "Archive": tr("已申请归档"),
    "RecordPackage": tr("归档包已登记"),
    "SignFor": tr("已签收"),
    "Refuse": tr("已拒收"),
    "Enter": tr("来文已录入，待登记"),
    "Register": tr("已申请收文编号"),
    "Discard": tr("已作废"),
    "Propose": tr("已送承办、传阅"),
    "Instruct": tr("已批示"),
    "MarkRead": tr("已阅"),
    "Handle": tr("办理结果已报"),
    "Adopt": tr("单位版式已采用，以后送审的公文按它排版"),
    "Deputise": tr("代理已设置"),
    "EndDeputation": tr("代理已提前结束，没有办完的退还本人"),
}

REMARKS: dict[str, str] = {
    "no_title": tr("没有认出标题，请填写。"),
    "kind_unknown": tr("没有认出文种，请选择。"),
    "no_date": tr("没有认出成文日期；日期以签发日为准。"),
    "attachments_named_but_missing": tr("正文提到附件，文件里没有找到附件。"),
    "comments": tr("原件有批注，没有导入。"),
    "drawings": tr("原件有图形，没有导入。"),
    "embedded_objects": tr("原件有嵌入的对象，没有导入。"),
    "footnotes": tr("脚注、尾注没有放进正文，请核对。"),
    "headers": tr("页眉、页脚的文字没有放进正文，请核对。"),
    "hidden_text": tr("原件有隐藏文字，没有放进正文，请核对。"),
    "pictures_left_out": tr("有图片不是完好的 PNG、JPEG，或者太大，没有导入。"),
    "symbols": tr("原件有符号字体的字，没有导入，请核对。"),
    "tables_in_tables": tr("表中套表，已并成一个单元格，请核对。"),
    "text_boxes": tr("文本框的文字没有放进正文，请核对。"),
    "tracked_changes": tr("原件有修订，已按接受全部修订导入，请核对。"),
}
"""What an import could not tell from the file, by the code of the remark."""

PENDING: dict[str, str] = {
    "number": tr("待编号：服务器收到后按顺序给号"),
    "seal": tr("待用印：服务器收到后加盖印章"),
    "code": tr("待归档编号：服务器收到后给档号"),
}

PHRASES: dict[str, tuple[str, ...]] = {
    "review": (tr("同意"), tr("已核，拟同意"), tr("请按修改意见完善")),
    "countersign": (tr("同意"), tr("无不同意见"), tr("建议修改后印发")),
    "sign_off": (tr("同意"), tr("同意印发"), tr("请抓紧办理")),
    "allot": (tr("拟同意，请领导审签"), tr("请有关处室会签"), tr("请领导阅示")),
    "propose": (tr("请承办处室阅办"), tr("请领导阅示"), tr("请有关同志传阅")),
    "instruct": (tr("同意"), tr("请按拟办意见办理"), tr("请抓紧办理并报结果")),
    "handle": (tr("已办理完毕"), tr("已按要求落实并反馈"), tr("已转有关单位办理")),
    "read": (tr("已阅"), tr("已阅，请办公室跟踪落实")),
}
