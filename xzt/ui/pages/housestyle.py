"""单位版式: what the standard leaves open, chosen for the unit beside the page that it makes.

Choices are tried on the page at once and hold for nobody until they are adopted; then they go to every machine of the unit. What is not
adopted stays on the page when one leaves it. Who may not change them sees them all and reads why.
"""

from functools import partial
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from xzt.client import styles
from xzt.client.commands import Accepted
from xzt.client.jobs import Progress
from xzt.core.notices import Changed, Notice
from xzt.docs.checks.profiles import ProfileFile, load_profile, presets
from xzt.docs.layout.pages import PageModel
from xzt.docs.model import Form
from xzt.office.profile import STANDARD, Profile
from xzt.office.style.commands import Adopt
from xzt.office.style.state import style_id
from xzt.ui import theme
from xzt.ui.hub import Hub
from xzt.ui.pagepane import PagePane
from xzt.ui.pages.base import Page
from xzt.ui.pages.choices import ChoiceList
from xzt.ui.pages.layouting import Layouter
from xzt.ui.pages.specimens import FORMS, specimen
from xzt.ui.pageview import PageView
from xzt.ui.stylewords import departure_words, edition_words
from xzt.ui.text import refusal_words, tr
from xzt.ui.widgets.amount import Calm
from xzt.ui.widgets.controls import Label, button, choose, chosen, column, combo, icon_button, line_edit, panel, row, scrolled

_FILES = tr("单位版式 (*.json)")


class Basis(Struct, frozen=True):
    """What the choices on the page were made from: the edition's number (0 for none) and its profile."""

    n: int = 0
    profile: Profile = STANDARD


class StylePage(Page):
    """The unit's page profile."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub, "page.style", tr("单位版式"))
        self._basis = Basis()
        self._mine = False
        self._presets: list[ProfileFile] = []
        self.layouter = Layouter(hub, self)
        self.layouter.laid.connect(self._on_laid)
        self.choices = ChoiceList()
        self.choices.changed.connect(self._on_changed)
        self.choices.touched.connect(self._on_touched)
        self.view = PageView("style.page")
        self.pane = PagePane(self.view)
        self._make()
        self._arrange()

    @property
    def profile(self) -> Profile:
        """The choices as they stand on the page."""
        return self.choices.profile

    @property
    def changed(self) -> bool:
        """Say whether they differ from those that they were made from."""
        return self.profile != self._basis.profile

    def enter(self) -> None:
        """Read what is in force; choices that are not adopted yet stay."""
        style = self.hub.client.house_style()
        refusal = styles.refusal(self.hub.client)
        self._mine = refusal is None
        if not self._presets:
            self._presets = presets()
            for at, preset in enumerate(self._presets):
                self.preset.addItem(preset.name, str(at))
        now = Basis(style.current.n, style.current.profile) if style else Basis()
        overtaken = self.changed and now.n != self._basis.n
        if not overtaken and not self.changed:
            self._basis = now
            self.choices.show_profile(now.profile, mine=self._mine)
        self.edition.setText(edition_words(style, self.hub.names()))
        self.why.setText(refusal_words(refusal, self.hub.names()).what if refusal else "")
        self.why.setVisible(refusal is not None)
        self.overtaken.setVisible(overtaken)
        self.kept.setVisible(self._mine and not overtaken and styles.refused(self.hub.client) is not None)
        self._show()

    def on_notice(self, notice: Notice) -> None:
        """Read again when another edition came."""
        if isinstance(notice, Changed) and any(kind == "style" for kind, _ in notice.records):
            self.enter()

    def trigger(self, action: str) -> bool:
        """Run an action of this page."""
        run = {
            "style.adopt": self._on_adopt,
            "style.standard": self._on_standard,
            "style.reset": self._on_reset,
            "style.import": self._on_import,
            "style.export": self._on_export,
        }.get(action)
        if run is None:
            return self.pane.trigger(action)
        run()
        return True

    # building

    def _make(self) -> None:
        self.edition = Label(tone="muted", wrap=True)
        self.edition.setObjectName("style.edition")
        self.departures = Label(wrap=True)
        self.departures.setObjectName("style.departures")
        self.why = Label(tone="amber", wrap=True)
        self.why.setObjectName("style.why")
        self.preset = combo("style.preset", tr("从现成的版式开始"), [("", tr("选一种现成的版式…"))])
        self._calm = Calm(self)
        self.preset.installEventFilter(self._calm)
        self.preset.setMinimumContentsLength(14)
        self.preset.activated.connect(self._on_preset)
        self.form = combo("style.form", tr("样张"), FORMS)
        self.form.activated.connect(self._lay_out)
        self.note = Label(tone="muted", wrap=True)
        self.note.setObjectName("style.note")
        self.words = line_edit("style.words", tr("采用的说明"), tr("为什么这样定（可以不写）"))
        self.adopt = self._button("style.adopt", tr("采用"), icon="check", look="primary")
        self.standard = self._button("style.standard", tr("恢复国标"))
        self.reset = self._button("style.reset", tr("放弃修改"))
        self.take = self._button("style.import", tr("读入文件…"), icon="import", look="plain")
        self.give = self._button("style.export", tr("存为文件…"), icon="export", look="plain")
        mine = button("style.over", tr("仍用我选的"), self._on_over)
        said = Label(tr("别人刚改了单位版式，您选的还在，没有采用。"), tone="amber", wrap=True)
        self.overtaken = row(said, mine, button("style.theirs", tr("看现在的"), self._on_reset), name="style.overtaken")
        said = Label(tr("您上次选的没有被服务器采用。"), tone="amber", wrap=True)
        self.kept = row(said, button("style.kept.take", tr("取回我选的"), self._on_take_back), name="style.kept")
        for notice in (self.overtaken, self.kept):
            layout = notice.layout()
            if isinstance(layout, QHBoxLayout):
                layout.setStretch(0, 1)

    def _arrange(self) -> None:
        back = icon_button("style.back", tr("返回"), "back", partial(self.hub.page_asked.emit, "back"))
        head = row(back, Label(tr("单位版式"), size=1.25, bold=True), None, self.take, self.give, margins=(3, 3, 6, 2))
        begin = row(self.preset, None, self.standard)
        top = panel(self.edition, self.departures, self.why, self.overtaken, self.kept, begin, self.note, name="style.top")
        inner = column(top, self.choices, None, spacing=4, margins=(5, 2, 4, 4))
        left = scrolled(inner, "style.scroll", tr("单位版式的各项选择"), whole=True)
        shown = column(row(Label(tr("样张"), tone="muted"), self.form, None, margins=(2, 1, 4, 1)), self.pane, spacing=0)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.gap(2))
        split.addWidget(left)
        split.addWidget(shown)
        split.setStretchFactor(0, 4)
        split.setStretchFactor(1, 5)
        split.setSizes([theme.gap(105), theme.gap(120)])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(split, 1)
        layout.addWidget(self._bar())

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setObjectName("style.bar")
        bar.setProperty("look", "actionbar")
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(theme.gap(5), theme.gap(2), theme.gap(6), theme.gap(2))
        inside.setSpacing(theme.gap(2))
        inside.addWidget(self.words, 1)
        inside.addWidget(self.reset)
        inside.addWidget(self.adopt)
        return bar

    def _button(self, action: str, title: str, *, icon: str = "", look: str = "") -> QWidget:
        return button(action, title, partial(self._run, action), icon=icon, look=look)

    # what happens

    def _run(self, action: str) -> None:
        self.trigger(action)

    def _show(self) -> None:
        """Show what follows from the choices: where they depart from the standard, what can be done, the page."""
        self.departures.setText(departure_words(self.profile))
        self.note.setVisible(bool(self.note.text()))
        self.adopt.setEnabled(self._mine and self.changed)
        self.reset.setEnabled(self.changed)
        self.words.setEnabled(self._mine)
        self.standard.setEnabled(self._mine and self.profile != STANDARD)
        self.take.setEnabled(self._mine)
        self.preset.setEnabled(self._mine)
        self._lay_out()

    def _lay_out(self) -> None:
        identity = self.hub.client.identity
        document, issuance = specimen(self.hub.client.directory.unit(identity.unit), Form(chosen(self.form)))
        self.layouter.ask_with(document, issuance, self.profile)

    def _on_laid(self, model: PageModel) -> None:
        self.view.show_pages(model)

    def _on_changed(self, _profile: Profile) -> None:
        self.note.setText("")
        self._show()

    def _on_touched(self, group: str) -> None:
        """Show the form whose page the choice is on."""
        letter = chosen(self.form) == Form.LETTER.value
        if (group == "letter") != letter and group in {"letter", "head", "numbers"}:
            choose(self.form, (Form.LETTER if group == "letter" else Form.ORDINARY).value)

    def _try(self, profile: Profile, note: str) -> None:
        self.choices.show_profile(profile, mine=self._mine)
        self.note.setText(note)
        self._show()

    def _on_preset(self, at: int) -> None:
        if found := self.preset.itemData(at):
            preset = self._presets[int(found)]
            self._try(preset.profile, tr("{name}：{note}采用后才生效。").format(name=preset.name, note=preset.note))
            self.preset.setCurrentIndex(0)

    def _on_standard(self) -> None:
        if self._mine:
            self._try(STANDARD, tr("已换成国标推荐，采用后才生效。"))

    def _on_reset(self) -> None:
        self._try(self._basis.profile, "")
        self.enter()

    def _on_over(self) -> None:
        """Go on from the newer edition with what was chosen here: it has been seen."""
        style = self.hub.client.house_style()
        if style is not None:
            self._basis = Basis(style.current.n, style.current.profile)
        self.enter()

    def _on_take_back(self) -> None:
        if found := styles.refused(self.hub.client):
            command, adopt = found
            self.words.setText(adopt.words)
            self._try(adopt.profile, tr("这是您上次选的，采用后才生效。"))
            self.kept.hide()
            self.hub.bridge.watch(self.hub.client.dismiss(command), self._on_dismissed, self.hub.fail)

    def _on_dismissed(self, _answer: object) -> None:
        self._show()

    def _on_adopt(self) -> None:
        if self.adopt.isEnabled():
            command = Adopt(self.profile, self._basis.n, self.words.text().strip())
            self.hub.submit("style", style_id(self.hub.client.identity.unit), command, self._on_adopted)

    def _on_adopted(self, _outcome: Accepted) -> None:
        self.words.clear()
        self.note.setText("")
        style = self.hub.client.house_style()
        if style is not None:
            self._basis = Basis(style.current.n, style.current.profile)
        self.enter()

    def _on_import(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("读入单位版式"), "", _FILES)
        if path:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Read a profile from a file and try it on the page."""

        def work(_progress: Progress) -> ProfileFile:
            return load_profile(path)

        self.hub.run(self.hub.client.jobs.run("profile", work), self._on_read)

    def _on_read(self, found: ProfileFile) -> None:
        if self._mine:
            self._try(found.profile, tr("{name}：已从文件读入，采用后才生效。").format(name=found.name or tr("单位版式")))

    def _on_export(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("存为文件"), tr("单位版式.json"), _FILES)
        if path:
            self.write(Path(path).with_suffix(".json"))

    def write(self, path: Path) -> None:
        """Write the choices on the page to a file."""
        profile, name = self.profile, tr("{unit}的版式").format(unit=self.hub.client.identity.unit_name)

        def work(_progress: Progress) -> Path:
            styles.export_profile(path, profile, name, "")
            return path

        self.hub.run(self.hub.client.jobs.run("profile", work), self._on_written)

    def _on_written(self, path: Path) -> None:
        self.hub.say(tr("已存为 {path}，别的单位可以读入").format(path=path.name))
