"""An opinion may carry files (FLW-14): checked, kept with the words for good, named by the record so that whoever may see it gets them."""

import pytest

from tests.office.world import Case, countersigning, proposed, registered, submitted, to_sign
from xzt.core.encoding import encode
from xzt.office import registry
from xzt.office.act import AttachedFile, opinion_files
from xzt.office.dispatch import commands as d
from xzt.office.receipt import commands as r
from xzt.office.registry import Command

FILE, OTHER_FILE = AttachedFile("测算表.xlsx", "c" * 64, 10), AttachedFile("依据.pdf", "d" * 64, 20)


def files_of(case: Case) -> tuple[str, ...]:
    return registry.kind_of(case.kind).files(case.state)


def test_flw14_review_countersigning_and_sign_off_carry_files() -> None:
    """FLW-14: each opinion keeps its own files beside its words, in the case, in the course and among the files of the record."""
    case = submitted()
    case.do("reviewer", d.Review("已核", case.text, files=(FILE,)))
    case.do("ann", d.Countersign("不同意，见附件", case.text, agree=False, files=(OTHER_FILE,))).do("bob", d.Countersign("同意", case.text))
    case.do("leader", d.SignOff("同意印发", case.text, files=(FILE,)))
    said = {entry.act.person: entry.files for entry in case.dispatch.course if entry.opinion}
    assert (said["reviewer"], said["ann"], said["bob"], said["leader"]) == ((FILE,), (OTHER_FILE,), (), (FILE,))
    assert opinion_files(case.dispatch.course) == (FILE, OTHER_FILE)
    assert {FILE.digest, OTHER_FILE.digest} <= set(files_of(case))
    assert "测算表.xlsx" in registry.kind_of("dispatch").words(case.state)
    assert encode(case.state) == case.replayed()


def test_flw14_w3_a_late_opinion_keeps_its_files() -> None:
    case = countersigning()
    task = next(one.id for one in case.dispatch.tasks if one.holder == "p:ann")
    case.do("reviewer", d.Withdraw())
    case.do("ann", d.Countersign("同意", case.text, task=task, files=(FILE,)))
    assert (case.dispatch.course[-1].late, case.dispatch.course[-1].files) == (True, (FILE,))


def test_flw14_every_words_of_a_receipt_carry_files() -> None:
    """FLW-14: 拟办, 批示, 承办 and 传阅 alike."""
    case = registered().do("receiver", r.Propose("请批示。", "handler", ("reader",), leader="chief", files=(FILE,)))
    case.do("chief", r.Instruct("同意", files=(OTHER_FILE,))).do("reader", r.MarkRead("已阅", (FILE,)))
    case.do("handler", r.Handle("已办，见附件", (OTHER_FILE,)))
    assert [entry.files for entry in case.receipt.course[-4:]] == [(FILE,), (OTHER_FILE,), (FILE,), (OTHER_FILE,)]
    assert {FILE.digest, OTHER_FILE.digest} <= set(files_of(case))
    assert encode(case.state) == case.replayed()


@pytest.mark.parametrize(
    ("file", "code"), [(AttachedFile("秘密★.pdf", "c" * 64, 10), "state_secret"), (AttachedFile("a/b.pdf", "c" * 64, 10), "file_name")]
)
def test_flw14_what_may_not_go_with_a_document_goes_with_no_opinion(file: AttachedFile, code: str) -> None:
    commands: list[tuple[Case, str, Command]] = [(proposed(), "handler", r.Handle("已办", (file,)))]
    case = to_sign()
    commands.append((case, "leader", d.SignOff("同意", case.text, files=(file,))))
    for tried, who, command in commands:
        assert tried.refuse(who, command) == code
    assert proposed().refuse("handler", r.Handle("已办", (FILE, FILE))) == "file_twice"
