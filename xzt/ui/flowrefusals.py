"""What the flow engine refuses, in words: what happened, what was kept, what to do next. Data only; ``xzt.ui.text`` hands them out."""

from xzt.ui.sentences import Sentence, tr

_SAME = tr("公文没有变化。")
_WORDS = tr("您写的内容还在。")
_OPEN = tr("请重新打开公文，看看现在到了哪一步。")
_OFFICE = tr("请联系文书处理。")

FLOW_REFUSALS: dict[str, Sentence] = {
    "acted_already": Sentence(tr("对方已经办过，不能减签。"), _SAME, tr("对方的意见保留在“意见与过程”中。")),
    "added_too_deep": Sentence(tr("加签最多两层，被加签的人不能再往下加。"), _WORDS, tr("请由原办理人加签。")),
    "branch_unknown": Sentence(tr("这一步后面没有“{step}”。"), _WORDS, tr("请从列出的去向中选择。")),
    "case_over": Sentence(tr("这件公文的流程已经结束。"), _WORDS, _OPEN),
    "deputy_may_not_hand_on": Sentence(tr("您是代他人办理，不能再转给别人。"), _WORDS, tr("请直接办理，或等委托期满退还本人。")),
    "field_missing": Sentence(tr("还有必填项“{field}”没有填。"), _WORDS, tr("请填写后再提交。")),
    "field_not_open": Sentence(tr("这一步不能修改“{field}”。"), _WORDS, tr("需要修改请退回拟稿。")),
    "flow_malformed": Sentence(tr("流程定义有误（{step}：{what}）。"), _WORDS, tr("请另选流程，并告诉系统管理员。")),
    "flow_unknown": Sentence(tr("没有这个流程，或这件公文已按另一流程在办。"), _WORDS, tr("请重新选择流程。")),
    "handlers_missing": Sentence(tr("“{step}”还没有指定办理人。"), _WORDS, tr("请先选定办理人。")),
    "last_signer": Sentence(tr("这一步只剩这一位办理人，不能减去。"), _SAME, tr("请先加签别人，再减去这一位。")),
    "matter_not_delegable": Sentence(tr("人事和涉及工作秘密的事项不能委托代办。"), _SAME, tr("请去掉这类事项后再设委托。")),
    "may_not_add": Sentence(tr("这一步不能加签。"), _WORDS, tr("需要别人办理请用“转办”或“退回”。")),
    "may_not_hand_on": Sentence(tr("“{step}”由岗位办理，不能转办或委派。"), _SAME, tr("需要别人办理请联系文书。")),
    "nobody_to_remove": Sentence(tr("没有可以减去的办理人。"), _SAME, tr("已经办过的人和最后一位不能减去。")),
    "not_author": Sentence(tr("这条意见不是您写的。"), _SAME, tr("只有本人可以更正或恢复自己的意见。")),
    "not_deputy": Sentence(tr("{person}现在不是您的代办人，或这一步不能代办。"), _SAME, tr("请先设好委托，或自己办理。")),
    "not_involved": Sentence(tr("您没有经办这件公文，不能催办。"), _SAME, tr("请向经办人了解情况。")),
    "not_office": Sentence(tr("这一步只能由文书来办。"), _SAME, _OFFICE),
    "not_pausable": Sentence(tr("这类公文的办理时限不能暂停。"), _SAME, tr("需要延期请与文书商量。")),
    "not_paused": Sentence(tr("办理时限没有暂停。"), _SAME, tr("不需要再办。")),
    "not_starter": Sentence(tr("只有拟稿人可以撤销整件公文。"), _SAME, tr("需要停办请联系拟稿人或文书。")),
    "nothing_covered": Sentence(tr("没有由代办人办理的事项。"), _SAME, tr("不需要再办。")),
    "nothing_to_revive": Sentence(tr("这条意见不能恢复：它不是迟到的意见，或您手上没有这一步。"), _SAME, _OPEN),
    "only_asked": Sentence(tr("您在这一步只是应邀提意见，不能这样办。"), _WORDS, tr("请写下意见提交，由邀请您的人决定。")),
    "opinion_unknown": Sentence(tr("找不到这条意见。"), _SAME, _OPEN),
    "out_of_range": Sentence(tr("{person}不能办理“{step}”。"), _WORDS, tr("请从列出的人员中选择。")),
    "paused_already": Sentence(tr("办理时限已经暂停。"), _SAME, tr("不需要再办。")),
    "reminded_already": Sentence(tr("不到 {hours} 个工作小时前刚催办过。"), _SAME, tr("请过一会儿再催。")),
    "returns_others": Sentence(tr("另一条分支还在办理，这个流程不允许这样退回。"), _WORDS, tr("请退回本分支内的步骤，或等另一分支办完。")),
    "signed_already": Sentence(tr("公文已经签发过，不能撤销。"), _SAME, tr("需要停办请联系文书终止。")),
    "starter_submits": Sentence(tr("拟稿这一步只能提交，不能表示不同意。"), _WORDS, tr("不再办理请用“撤销”。")),
    "step_names_its_own": Sentence(tr("“{step}”的办理人由流程确定，不能另选。"), _WORDS, tr("请去掉对这一步的选择。")),
    "step_unmapped": Sentence(tr("新流程里没有对应“{step}”的步骤。"), _SAME, tr("请为每个走过的步骤指定对应步骤。")),
    "straight_across_branches": Sentence(tr("退回到分支之外时，不能直送回来。"), _WORDS, tr("请选择“重走后面的步骤”。")),
    "straight_past_sign_off": Sentence(tr("签发之后退回的，要重新签发，不能直送回来。"), _WORDS, tr("请选择“重走后面的步骤”。")),
    "stuck": Sentence(tr("这一步没有人能办，停在文书手上。"), _SAME, tr("请文书指定办理人或去向。")),
    "task_closed": Sentence(tr("这一步已经不需要您办理。"), _WORDS, _OPEN),
    "task_unknown": Sentence(tr("找不到要办理的这一步。"), _WORDS, _OPEN),
    "window_empty": Sentence(tr("委托的起止时间不对。"), _SAME, tr("结束要晚于开始，精确到分钟。")),
    "window_loop": Sentence(tr("委托绕成了圈。"), _SAME, tr("请另选代办人。")),
    "window_overlaps": Sentence(tr("同一段时间已经有委托。"), _SAME, tr("请先结束原来的委托。")),
    "answered_already": Sentence(tr("这一项您已经办过了。"), _SAME, tr("需要补充请另写一条更正意见。")),
    "not_your_turn": Sentence(tr("还没有轮到您办理。"), _WORDS, tr("轮到时会出现在“待办”中。")),
}
