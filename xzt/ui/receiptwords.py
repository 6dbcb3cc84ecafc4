"""The words about registering and passing on incoming documents: fields of the register, and what the rules say no to."""

from xzt.ui.sentences import SAME, WORDS, Sentence, tr

FIELDS: dict[str, str] = {
    "category": tr("收文类别"),
    "sender": tr("来文单位"),
    "number": tr("来文字号"),
    "title": tr("标题"),
    "urgency": tr("紧急程度"),
    "label": tr("标识"),
    "date": tr("成文日期"),
    "pages": tr("页数"),
    "copies": tr("份数"),
    "subject": tr("主题"),
    "scope": tr("传达范围"),
}

SCOPES: dict[str, str] = {"": tr("来文没有限定"), "unit": tr("限本机关"), "leaders": tr("限本机关负责人")}
"""传达范围 in words (G6)."""

RECEIPT_REFUSALS: dict[str, Sentence] = {
    "came_by_exchange": Sentence(tr("这件公文是通过交换送来的，不能作废。"), SAME, tr("不该由本单位收的，请在签收时拒收。")),
    "duplicate_unexplained": Sentence(tr("这件来文好像已经登记过。"), WORDS, tr("请先看看列出的那一件；确实要再登记的，写明理由。")),
    "no_limit": Sentence(tr("这件来文没有定办理期限。"), SAME, tr("不用暂停计时。")),
    "limit_over": Sentence(tr("这件来文已经办完，期限不再走。"), SAME, tr("不用暂停计时。")),
    "nobody_waits": Sentence(tr("现在不在别人手上，不用催办。"), SAME, tr("不需要再办。")),
    "reply_twice": Sentence(tr("这份答复已经记在来文上了。"), SAME, tr("不需要再办。")),
    "reply_unknown": Sentence(tr("这份发文不是从这件来文起草的答复。"), SAME, tr("请从来文上点“答复”起草。")),
    "registered_before": Sentence(
        tr("服务器上已有同一件来文的登记。"),
        tr("您填的内容还在，没有编号。"),
        tr("请打开公文，看过重复的那一件，写明理由后再登记，或作废。"),
    ),
    "registration_field": Sentence(tr("“{field}”没有填，或填得不对。"), WORDS, tr("请改正这一项后再登记。")),
    "seal_broken": Sentence(
        tr("这件来文的签章核验不通过。"), WORDS, tr("请退还来文单位重发；确实要登记的，在签章核验下面写明理由，理由长期留在这件收文上。")
    ),
    "verdict_unknown": Sentence(tr("这台机器报来的签章核验结果，服务器不认识。"), WORDS, tr("请先升级本软件，再登记。")),
    "scope_excludes": Sentence(
        tr("来文限负责人传达，{person}不在传达范围内。"), WORDS, tr("请另选负责人；确需扩大的，先征得发文机关同意，再变更传达范围。")
    ),
    "scope_forbids": Sentence(
        tr("来文的传达范围是“{scope}”，不能转发。"), SAME, tr("确需转发的，由文书在“更多”里征求发文机关同意，或写明依据变更传达范围。")
    ),
    "scope_asked": Sentence(tr("已经征求发文机关同意，正在等答复。"), SAME, tr("答复来了会写在这件收文上。")),
    "scope_free": Sentence(tr("来文没有限定传达范围，不用征求同意。"), SAME, tr("可以直接转发。")),
    "not_by_exchange": Sentence(
        tr("这件来文不是通过交换送来的，不能在这里征求同意。"), SAME, tr("请用电话或函征得同意，再在“变更传达范围”里写明依据。")
    ),
    "scope_not_asked": Sentence(tr("现在没有单位请求扩大传达范围，或已经答复。"), SAME, tr("不需要再办。")),
    "not_scope_holder": Sentence(tr("传达范围由本机关负责人答复。"), SAME, tr("请报签发人或其他负责人答复。")),
    "scope_same": Sentence(tr("选的和现在的传达范围一样。"), SAME, tr("不需要再办。")),
}
