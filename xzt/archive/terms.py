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
    "register": "登记",
    "propose": "拟办",
    "read": "阅知",
    "instruct": "批示",
    "handle": "承办",
    "help": "协办",
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
}
DELIVERIES: Final[dict[str, str]] = {"sent": "已发出", "delivered": "已送达", "signed_for": "已签收", "refused": "已拒收"}
RETENTIONS: Final[dict[str, str]] = {"Y": "永久", "D30": "30年", "D10": "10年"}
SIGNED_ACTS: Final[dict[str, str]] = {
    "Review": "核稿",
    "Countersign": "会签",
    "SignOff": "签发",
    "Return": "退回",
    "Seal": "用印",
    "Distribute": "分发",
    "Archive": "归档",
    "RecordPackage": "封装",
}
"""Names of the files of signed commands, by command."""


def act_name(action: str) -> str:
    """Name an act of a course; one that is not known stays as it is."""
    return ACTIONS.get(action, action)
