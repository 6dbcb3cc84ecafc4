"""``xzt demo --forms``: the special forms drafted in the real window, each from its kind's template, with a picture of each (sample data).

The pictures of the manual are made by it. Names of people and what the documents say are made up.
"""

import os
import shutil
import sys
from pathlib import Path

from msgspec.structs import replace

from xzt.app.sample_server import DIRECTORY, DemonstrationClock, SampleServer, seed
from xzt.app.stage import Stage, choose, press, under_the_pen, until
from xzt.core.errors import Trouble
from xzt.docs.model import Heading, OfficialDocument, Paragraph, Table
from xzt.ui.pages.beginning import BeginningPage
from xzt.ui.pages.drafting import DraftingPage
from xzt.ui.pages.forwarding import ForwardingPage
from xzt.ui.window import MainWindow

NOTICE = DIRECTORY.parent / "湘政办函〔2022〕23号.txt"
CLERK, CITY_CLERK = "jia-1", "xin-3"


def run_forms(out: Path) -> int:
    """Draft every form and leave the pictures in ``out/screens``; 0 only if all came about."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from xzt.ui.collecting import take_over
    from xzt.ui.desktop import make_application

    for name in ("screens", "stores", "server"):
        shutil.rmtree(out / name, ignore_errors=True)
    (out / "server").mkdir(parents=True)
    take_over(make_application())
    clock = DemonstrationClock()
    seed(out / "server", clock.offset)
    server = SampleServer(out / "server")
    server.start()
    stage = Stage(out, lambda: server.url, clock)
    try:
        _draft_all(stage)
    except Trouble as trouble:
        print(f"演示没有走完：{trouble}", file=sys.stderr)  # noqa: T201
        return 1
    finally:
        stage.finish()
        server.stop()
        shutil.rmtree(out / "server", ignore_errors=True)
    print(f"画面在 {out / 'screens'}")  # noqa: T201
    return 0


def _draft_all(stage: Stage) -> None:
    window = stage.sit(CLERK)
    window.show_page("new")
    page = window.current()
    until(lambda: isinstance(page, BeginningPage) and page.preview.count() and page.name.text() == "通知", "template")
    stage.picture(window, "选文种")
    _begin(window, "请示")
    stage.picture(window, "请示模板")
    for name, document in (("信函", _letter), ("纪要", _minutes), ("联合行文", _joint)):
        made = _begin(window, {"信函": "函", "联合行文": "通知"}.get(name, name))
        _fill(made, document(_document(made)))
        made.page.go_to(1)
        stage.picture(window, name)
    _work(_begin(window, "通知"))
    stage.picture(window, "写正文")
    window.show_page("forward")
    forward = window.current()
    if isinstance(forward, ForwardingPage):
        forward.import_file(NOTICE)
        until(lambda: forward.number.text() and forward.preview.count(), "forwarded")
    stage.picture(window, "转发")
    city = stage.sit(CITY_CLERK)
    made = _begin(city, "命令")
    _fill(made, _order(_document(made)))
    stage.picture(city, "命令")


def _work(page: DraftingPage) -> None:
    """Show the tools of writing at work: the caret in a table, the table below, words sought in the whole text."""
    _fill(page, _written(_document(page)))
    page.editor.show_place(2, 0, 0)
    page.trigger("draft.table")
    page.trigger("draft.find")
    page.writing.find.words.setText("样例")
    until(lambda: "/" in page.writing.find.count.text(), "found")


def _begin(window: MainWindow, kind: str) -> DraftingPage:
    window.show_page("new")
    page = window.current()
    if isinstance(page, BeginningPage):
        page.choose(kind)
    press(window, "begin.start")
    made = under_the_pen(window)
    until(lambda: made.model is not None and made.findings, "checked")
    made.trigger("page.whole")
    return made


def _document(page: DraftingPage) -> OfficialDocument:
    document = page.document()
    if document is None:
        raise Trouble("journey_stuck", what="document")
    return document


def _fill(page: DraftingPage, document: OfficialDocument) -> None:
    page.show_document(document)
    until(lambda: not any(found.rule == "M01" for found in page.findings), "filled")
    shown = page.model
    choose(page.window(), "element.openness", "主动公开")
    page.settle()
    until(lambda: page.model is not None and (page.model is shown or not page.keeper.pause.isActive()), "laid")


def _written(document: OfficialDocument) -> OfficialDocument:
    return replace(
        document,
        title="湖南省人民政府办公厅关于报送样例数据的通知",
        recipients="各市州、县市区人民政府",
        blocks=(
            Paragraph("为摸清样例数据底数，现就报送工作通知如下。"),
            Heading(1, "一、报送内容"),
            Table((("样例类别", "时限"), ("基础样例", "3月底前"), ("专题样例", "6月底前"))),
            Heading(1, "二、报送方式"),
            Paragraph("通过样例平台报送，由专人核对样例数据。"),
        ),
    )


def _letter(document: OfficialDocument) -> OfficialDocument:
    return replace(
        document,
        title="湖南省人民政府办公厅关于商请支持样例平台建设的函",
        recipients="样例省人民政府办公厅",
        blocks=(
            Paragraph("为推进样例平台建设，实现两省样例数据共享，现就有关事项函商如下。"),
            Heading(1, "一、关于数据目录"),
            Paragraph("请提供样例数据目录，并明确更新频次和责任单位。"),
            Heading(1, "二、关于联系机制"),
            Paragraph("建议双方各确定一名联系人，每季度会商一次。"),
            Paragraph("请予函复。"),
        ),
        note="联系人：甲一，电话：0000-0000000",
    )


def _minutes(document: OfficialDocument) -> OfficialDocument:
    return replace(
        document,
        title="样例工作专题会议纪要",
        mark="湖南省人民政府办公厅专题会议纪要",
        blocks=(
            Paragraph("2026年3月1日，丁一主持召开专题会议，研究样例工作。现将会议议定事项纪要如下。"),
            Heading(1, "一、关于工作进展"),
            Paragraph("会议听取了示例一处的汇报。会议认为，样例工作按计划推进，数据质量仍需提高。"),
            Heading(1, "二、关于下一步工作"),
            Paragraph("会议决定，由示例一处牵头，6月底前完成样例平台试运行。"),
        ),
        attended="丁一　乙一　丙一　丙二",
        excused="",
        observed="戊一　己一",
    )


def _joint(document: OfficialDocument) -> OfficialDocument:
    organs = ("湖南省人民政府办公厅", "湖南省财政厅")
    return replace(
        document,
        title="湖南省人民政府办公厅　湖南省财政厅\n关于做好样例资金管理工作的通知",
        mark_organs=organs,
        signers=organs,
        recipients="各市州、县市区人民政府",
        blocks=(
            Paragraph("为规范样例资金管理，提高使用效益，现就有关事项通知如下。"),
            Heading(1, "一、明确使用范围"),
            Paragraph("样例资金专款专用，不得挪用。"),
            Heading(1, "二、加强监督检查"),
            Paragraph("各级财政部门要定期检查，发现问题及时纠正。"),
        ),
    )


def _order(document: OfficialDocument) -> OfficialDocument:
    return replace(
        document,
        blocks=(Paragraph("《长沙市样例管理办法》已经2026年3月1日市人民政府第1次常务会议审议通过，现予公布，自2026年5月1日起施行。"),),
        posts=("市　长",),
    )
