"""Terms of the trade that stand in packages: names of acts, steps, states, file names. Data, the same whatever language a window speaks."""

from typing import Final

ACTIONS: Final[dict[str, str]] = {
    "draft": "拟稿",
    "submit": "送审",
    "review": "核稿",
    "countersign": "会签",
    "sign_off": "签发",
    "return": "退回",
    "withdraw": "撤回",
    "release_number": "收回文号",
    "number": "编号",
    "seal": "用印",
    "distribute": "分发",
    "close": "办结",
    "archive": "归档",
    "package": "封装",
    "arrive": "来文",
    "sign_for": "签收",
    "refuse": "拒收",
    "enter": "录入",
    "discard": "作废",
    "register": "登记",
    "propose": "拟办",
    "read": "阅知",
    "instruct": "批示",
    "handle": "承办",
    "help": "协办",
    "add_before": "前加签",
    "add_after": "后加签",
    "remove": "减签",
    "forward": "转办",
    "delegate": "委派",
    "ask_lead": "请拟稿人定夺",
    "cover": "转代办人",
    "uncover": "退还本人",
    "assign": "指定办理人",
    "reassign": "改由文书指定",
    "escalate": "转部门负责人",
    "decide": "指定去向",
    "remind": "催办",
    "cancel": "撤销",
    "terminate": "终止",
    "pause": "暂停计时",
    "resume": "恢复计时",
    "migrate": "改用新流程",
    "allot": "交办会签",
    "joint": "联署机关会签",
    "joint_return": "联署机关退回",
    "joint_asked": "收到联合行文",
    "proofread": "复核校对",
    "send_back": "退回主办机关",
    "recalled": "主办机关收回",
}
STEPS: Final[dict[str, str]] = {
    "draft": "拟稿",
    "review": "核稿",
    "countersign": "会签",
    "sign_off": "签发",
    "register": "登记编号",
    "seal": "用印",
    "distribute": "分发",
    "follow": "跟踪",
    "closed": "办结",
    "archived": "归档",
    "cancelled": "已撤销",
    "terminated": "已终止",
    "allot": "交办会签",
    "joint": "联署机关会签",
    "proofread": "复核校对",
    "consented": "已签署",
    "sent_back": "已退回主办机关",
    "recalled": "主办机关已收回",
}
ROLES: Final[dict[str, str]] = {"registrar": "文书", "seal_keeper": "印章保管人", "archivist": "档案员"}
DELIVERIES: Final[dict[str, str]] = {"sent": "已发出", "delivered": "已送达", "signed_for": "已签收", "refused": "已拒收"}
RETENTIONS: Final[dict[str, str]] = {"Y": "永久", "D30": "30年", "D10": "10年"}
SIGNED_ACTS: Final[dict[str, str]] = {
    "Review": "核稿",
    "Countersign": "会签",
    "SignOff": "签发",
    "Return": "退回",
    "Steer": "流程办理",
    "Allot": "交办会签",
    "SendBack": "退回主办机关",
    "Proofread": "复核校对",
    "Seal": "用印",
    "Distribute": "分发",
    "Archive": "归档",
    "RecordPackage": "封装",
}
"""Names of the files of signed commands, by command."""


def act_name(action: str) -> str:
    """Name an act of a course; one that is not known stays as it is."""
    return ACTIONS.get(action, action)
