"""Several at once (RCV-09): every record has its own result, and the reason where it was refused."""

from PySide6.QtWidgets import QPushButton

from tests.ui.stage import Stage, child, until
from xzt.client import receiving
from xzt.client.clock import new_id
from xzt.client.session import Client
from xzt.office.receipt import commands as r
from xzt.office.receipt.registration import Registration
from xzt.ui.pages.receiving import ReadingPage, ReceivingPage
from xzt.ui.window import MainWindow


def enter(client: Client, n: int, *, register: bool) -> str:
    record = new_id(client.now())
    entry = Registration("示例市人民政府", f"示政发〔2022〕{n}号", f"关于样例事项{n}的通知")
    client.submit("receipt", record, receiving.entering(entry, receiving.blank(entry.title))).result()
    if register:
        client.submit("receipt", record, r.Register("收", entry)).result()
    return record


def results(page: ReceivingPage | ReadingPage) -> list[str]:
    assert page.batch is not None
    shown = page.batch.results
    return [shown.item(at).text() for at in range(shown.count())]


def chosen_page(window: MainWindow, name: str) -> ReceivingPage | ReadingPage:
    window.show_page(name)
    page = window.current()
    assert isinstance(page, ReceivingPage | ReadingPage)
    until(lambda: page.model.rowCount() > 1)
    page.table.selectAll()
    return page


def test_rcv_09_several_are_circulated_and_read_at_once(stage: Stage) -> None:
    """RCV-09: what is ready goes to its readers, what is not says why; the readers mark all as read by one stroke."""
    clerk = stage.window("wu-1")
    ready = [enter(clerk.client, n, register=True) for n in (1, 2)]
    enter(clerk.client, 3, register=False)
    until(lambda: sum(row.step == "propose" for row in clerk.client.rows("receipts")) == len(ready))
    page = chosen_page(clerk, "receipts")
    assert isinstance(page, ReceivingPage)
    page.circulating.readers.pick(("jia-1",))
    child(page, QPushButton, "batch.circulate.give").click()
    until(lambda: len(results(page)) == 3 and not any("正在办" in words for words in results(page)))
    done = [words for words in results(page) if words.endswith("已送承办、传阅")]
    assert len(done) == 2
    assert sum("还没有到这一步" in words for words in results(page)) == 1

    reader = stage.window("jia-1")
    until(lambda: reader.client.count("toread") == 2)
    reading = chosen_page(reader, "toread")
    child(reading, QPushButton, "batch.read").click()
    until(lambda: reader.client.count("toread") == 0)
    assert len(results(reading)) == 2


def test_rcv_09_a_batch_of_signatures_answers_for_each(stage: Stage) -> None:
    """RCV-09: what nobody can sign for keeps its place and says why; the selection survives the list being read again."""
    clerk = stage.window("wu-1")
    for n in (1, 2):
        enter(clerk.client, n, register=False)
    page = chosen_page(clerk, "receipts")
    page.enter()
    assert page.batch is not None
    assert len(page.batch.chosen()) == 2
    child(page, QPushButton, "batch.sign").click()
    until(lambda: not any("正在办" in words for words in results(page)))
    assert all("这一步已经有人办过" in words for words in results(page))
