"""签章核验: what the check of an incoming file's seal found, by whom it was sealed and as of when, and what to do (RCV-06)."""

from functools import partial

from PySide6.QtWidgets import QFrame, QVBoxLayout

from xzt.office.receipt.verdict import PDF, PENDING, SENDER, Finding, Verdict, is_broken
from xzt.ui import checkwords, theme
from xzt.ui.hub import Hub
from xzt.ui.text import tr
from xzt.ui.widgets.controls import Label, button, clear, column, line_edit, row, settle, tag
from xzt.ui.widgets.course import moment

WORDS = {
    "valid": (tr("签章有效"), "accent", tr("文件完整，签章之后没有改动。")),
    "untrusted": (
        tr("签章机构不明"),
        "amber",
        tr("文件完整，但签章机构不在本机信任的名单里。请同来文单位核对，不能只凭这份文件认定。"),
    ),
    "broken": (
        tr("核验不通过"),
        "red",
        tr("请退还来文单位，请对方重新发送；已录入的可以作废。确实要登记的，先写明理由，理由长期留在这件收文上。"),
    ),
    "pending": (
        tr("尚未核验"),
        "amber",
        tr("盖章的版式文件还没有取到本机，取到后自动核验。核验之前，不能当作签章有效。"),
    ),
    "unsealed": (tr("没有签章"), "", tr("文件没有电子签章，以纸质原件或来文单位的确认为准。")),
    "unchecked": (tr("没有核验"), "amber", tr("文件带有签名，本软件未能核验（签名算法不认识）。请用来文单位提供的工具核验后再登记。")),
}
"""For each state: its name, its tone, what it means and what to do."""


_PDF = {"appended": tr("签名之后又加了内容"), "digests": tr("签名之后，文件被改动")}
_OWN = {SENDER: (tr("用印机关"), tr("不是来文单位盖的章")), "digest_sm3": (tr("文件摘要"), tr("送来的文件和来文单位发出的不是同一份"))}
"""What is found of what the exchange brought: the item, and why it does not hold."""


class VerdictPanel(QFrame):
    """Shows a verdict; hidden where there is none. It asks for the reason of registering what does not hold all the same.

    ``brief`` is for the narrow place beside a list: how it stands, everything else in the tool tip, and nothing is asked.
    """

    def __init__(self, name: str, *, brief: bool = False) -> None:
        super().__init__()
        self._brief = brief
        self.setObjectName(f"{name}.verdict")
        self.setProperty("look", "notice")
        self.setAccessibleName(tr("签章核验"))
        self._name = name
        self._list = column(spacing=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(2.5), theme.gap(2), theme.gap(2.5), theme.gap(2.5))
        layout.addWidget(self._list)
        self.reason = line_edit(f"{name}.despite", tr("核验不通过仍要登记的理由"), tr("仍要登记的，写明理由（必填）"))
        layout.addWidget(self.reason)
        self.hide()

    def despite(self) -> str:
        """Return why it is registered although the check did not hold."""
        return self.reason.text().strip()

    def show_verdict(self, verdict: Verdict | None) -> None:
        """Show what was found."""
        layout = self._list.layout()
        if layout is None:
            return
        clear(layout)
        self.reason.setVisible(is_broken(verdict) and not self._brief)
        if verdict is not None:
            state, tone, meaning = WORDS[verdict.state]
            layout.addWidget(row(Label(tr("签章核验"), bold=True), tag(state, tone), None))
            whole = verdict_lines(verdict)
            self.setToolTip("\n".join([*whole, meaning]) if self._brief else "")
            for at, words in enumerate([] if self._brief else whole):
                line = Label(words, wrap=True)
                line.setObjectName(f"{self._name}.verdict.line{at}")
                layout.addWidget(line)
            if not self._brief:
                layout.addWidget(Label(meaning, wrap=True, tone="muted"))
        self.setVisible(verdict is not None)
        settle(self)


class BrokenPanel(QFrame):
    """核验不通过的来文: what came over the exchange, waits for the document office and does not hold, each with the way to it (RCV-06)."""

    def __init__(self, hub: Hub) -> None:
        super().__init__()
        self.setObjectName("receipts.broken")
        self.setProperty("look", "notice")
        self.setAccessibleName(tr("核验不通过的来文"))
        self._hub = hub
        self._list = column(spacing=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.gap(3), theme.gap(2), theme.gap(3), theme.gap(2))
        layout.setSpacing(theme.gap(1.5))
        layout.addWidget(row(tag(*WORDS["broken"][:2]), Label(tr("这些来文的签章核验不通过，先不要办理"), bold=True), None))
        layout.addWidget(self._list)
        self.hide()

    def refresh(self) -> None:
        """Show what this machine has found."""
        layout = self._list.layout()
        found = self._hub.client.arrivals.broken
        if layout is None:
            return
        clear(layout)
        for at, one in enumerate(found):
            go = button(f"receipts.broken{at}", tr("打开"), partial(self._hub.open_asked.emit, "receipt", one.record), look="link")
            why = Label("；".join(_words(finding) for finding in one.verdict.findings[:2]), tone="muted", wrap=True)
            layout.addWidget(row(Label(one.title), go, None))
            layout.addWidget(why)
        self.setVisible(bool(found))
        settle(self)


def verdict_tag(verdict: Verdict | None) -> tuple[str, str]:
    """Say a verdict on a tag, with its tone; nothing where nothing was to be checked."""
    return WORDS[verdict.state][:2] if verdict else ("", "")


def verdict_lines(verdict: Verdict) -> list[str]:
    """Say by whom and when it was sealed, when it was checked, and what does not hold."""
    lines = []
    if verdict.by:
        lines.append(tr("{by}，{at} 签章").format(by=verdict.by, at=moment(verdict.at) if verdict.at else tr("时间不明")))
    if verdict.state != PENDING:
        lines.append(tr("本机 {at} 核验").format(at=moment(verdict.checked)))
    return lines + [_words(finding) for finding in verdict.findings[:5]]


def _words(finding: Finding) -> str:
    if finding.code in _OWN and not finding.subject:
        return tr("{item}：{why}").format(item=_OWN[finding.code][0], why=_OWN[finding.code][1])
    item = checkwords.ITEMS.get(finding.code, finding.code)
    if finding.code == PDF:
        item = tr("{by} 的签名").format(by=finding.subject) if finding.subject else tr("签名")
    own = _PDF if finding.code == PDF else {}
    said = [own.get(part) or checkwords.REASONS.get(part) or checkwords.SEALS.get(part) for part in finding.detail.split()]
    why = "，".join(tr(one) for one in dict.fromkeys(said) if one)
    return tr("{item}：{why}").format(item=tr(item), why=why or finding.detail)
