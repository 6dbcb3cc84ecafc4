"""What is said of joint documents, proofreading and distribution: words and refusals. Data only; ``xzt.ui.text`` hands them out."""

from xzt.ui.sentences import OPEN, SAME, WORDS, Sentence, tr

OUTGOING_REFUSALS: dict[str, Sentence] = {
    "copied_already": Sentence(tr("这些人都已经抄送过了。"), SAME, tr("不需要再办。")),
    "copies_wrong": Sentence(tr("发给“{unit}”的份数不对。"), SAME, tr("份数请填 1 到 9999 的整数。")),
    "final_absent": Sentence(tr("要盖章的定稿还没有取到本机，不能核对。"), SAME, tr("请联网取到后再用印。")),
    "final_differs": Sentence(
        tr("主办机关的定稿第 {page} 页与本机关负责人签署的稿子不同，没有用印。"),
        SAME,
        tr("请点“退回主办机关”，写明不同之处；不要另行盖章。"),
    ),
    "final_drawn": Sentence(
        tr("主办机关的定稿中，插图或线条与本机关负责人签署的稿子不同，没有用印。"), SAME, tr("请点“退回主办机关”，写明不同之处。")
    ),
    "final_misplaced": Sentence(
        tr("请求用印的位置（第 {page} 页）不在本机关落款处，没有用印。"), SAME, tr("请点“退回主办机关”，请其重新生成定稿。")
    ),
    "final_unreadable": Sentence(tr("主办机关的定稿打不开，不能核对，没有用印。"), SAME, tr("请点“退回主办机关”，请其重新生成定稿。")),
    "flow_not_joint": Sentence(tr("选了联署机关，流程却不征求联署。"), WORDS, tr("请选“联合行文”流程，或去掉联署机关。")),
    "group_name_wrong": Sentence(tr("分组名称太长，或前后有空格。"), SAME, tr("名称不超过 {limit} 个字。")),
    "group_unknown": Sentence(tr("没有“{name}”这个分组。"), SAME, tr("可能已被别人删除。")),
    "groups_too_many": Sentence(tr("单位分组已有 {limit} 个，不能再加。"), SAME, tr("请先删除不用的分组。")),
    "not_document_office": Sentence(tr("单位分组和发文流程由本单位的文书设定，您可以使用。"), SAME, tr("需要改动请联系文书。")),
    "has_it_already": Sentence(tr("“{unit}”已经发过，没有退回，也没有撤回。"), SAME, tr("请去掉这个单位，再补发其他单位。")),
    "joint_unsigned": Sentence(tr("“{unit}”的负责人还没有签这一稿。"), WORDS, tr("联合行文须各联署机关负责人都签，请等会签完成。")),
    "lead_decides": Sentence(tr("这件公文由主办机关主办，本机关不能终止。"), SAME, tr("不同意请写明理由，退回主办机关。")),
    "number_not_kept": Sentence(
        tr("{sequence}号还没有人预留，也没有收回，不能作废或释放。"), SAME, tr("还没有编到的序号不用作废；要留着请选“预留”。")
    ),
    "not_out_yet": Sentence(tr("那一件还没有印发，不能更正或重印。"), SAME, tr("没有印发的公文请直接退回修改。")),
    "not_related": Sentence(tr("两件公文没有这项关联。"), SAME, OPEN),
    "related_already": Sentence(tr("这项关联已经有了。"), SAME, tr("不需要再办。")),
    "relation_fixed": Sentence(tr("更正件、重印件已经发出，与原件的关联不能去掉。"), SAME, tr("弄错时请另发更正。")),
    "relation_malformed": Sentence(tr("这项关联不完整。"), SAME, tr("请重新选择要关联的公文。")),
    "relations_too_many": Sentence(tr("关联公文已有 {limit} 件，不能再加。"), SAME, tr("请先去掉不需要的关联。")),
    "not_asked_back": Sentence(tr("来文机关没有要求撤回这件公文，或您已经答复。"), SAME, tr("不需要再办。")),
    "not_recallable": Sentence(tr("“{unit}”的这一件不能撤回：没有发出、已经退回，或正在征求同意。"), SAME, tr("请看分发台账中的状态。")),
    "not_led": Sentence(tr("这件公文不是其他机关主办的联合行文。"), SAME, OPEN),
    "proof_differs": Sentence(
        tr("定稿与签发稿有 {count} 处文字不同，不能按校对通过。"), WORDS, tr("请改正版式定稿；确需改动内容的，退回签发人重新签发。")
    ),
    "seal_outdated": Sentence(tr("请求用印的已经不是这份定稿。"), SAME, tr("请等主办机关重新请求用印。")),
    "seals_differ": Sentence(
        tr("落款的机关与联署机关不一致，不能用印。"), SAME, tr("落款应当正好是主办机关和各联署机关；请退回修改正文的落款。")
    ),
    "partners_missing": Sentence(tr("联合行文没有选联署机关。"), WORDS, tr("请至少选一个联署机关，或改用其他流程。")),
}

COSIGNINGS: dict[str, str] = {
    "asked": tr("已送达"),
    "opened": tr("办理中"),
    "consented": tr("已签署"),
    "returned": tr("已退回"),
    "recalled": tr("已收回"),
}
"""What a co-signing unit has done."""

SEALINGS: dict[str, str] = {
    "asked": tr("待用印"),
    "sealed": tr("已用印"),
    "declined": tr("不予用印"),
    "recalled": tr("已收回"),
}
"""What a co-signing unit has done about its seal."""

RELATIONS: dict[tuple[str, bool], str] = {
    ("basis", False): tr("依据"),
    ("basis", True): tr("被引为依据"),
    ("related", False): tr("相关"),
    ("related", True): tr("相关"),
    ("supersedes", False): tr("代替"),
    ("supersedes", True): tr("被代替"),
    ("repeals", False): tr("废止"),
    ("repeals", True): tr("被废止"),
    ("corrects", False): tr("更正"),
    ("corrects", True): tr("被更正"),
    ("reprints", False): tr("重印"),
    ("reprints", True): tr("被重印"),
}
"""What two documents have to do with each other, from either side (DOC-18, G5)."""

FINALS: dict[str, tuple[str, str]] = {
    "same": (tr("已核对：定稿就是本机关负责人签署的稿子，共 {pages} 页，逐字逐版相同。"), "accent"),
    "words": (tr("已核对：定稿 {pages} 页的文字与签署的稿子逐字相同；版面与本机排出的略有出入，多因字体不同，请看过再用印。"), "amber"),
    "differs": (tr("定稿第 {page} 页与本机关负责人签署的稿子不同，不能用印；请退回主办机关。"), "amber"),
    "drawn": (tr("定稿的文字与签署的稿子相同，插图或线条不同，不能用印；请退回主办机关。"), "amber"),
    "misplaced": (tr("请求用印的位置（第 {page} 页）不在本机关落款处，不能用印；请退回主办机关。"), "amber"),
    "absent": (tr("定稿还没有取到本机，联网取到后自动核对。"), "muted"),
    "unreadable": (tr("定稿打不开，不能核对，也不能用印；请退回主办机关。"), "amber"),
}
"""What holding the final file of a joint document against the signed text found, with the tone (P1)."""

NUMBER_STATES: dict[str, str] = {
    "held": tr("占用（未印发）"),
    "reserved": tr("预留"),
    "released": tr("收回待用"),
    "void": tr("作废"),
}
"""States of a document number that did not go out (N3)."""
