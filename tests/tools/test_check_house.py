"""The house rules find what they are there to find, and leave alone what is fine."""

from pathlib import Path

import pytest

from tools.check_house import RULES, check

LONG = "x = 1\n" * 601
WISHED = "x = 1\n" * 401
LONG_FUNCTION = "def f() -> None:\n" + "    print()\n" * 60

PLANTED = [
    ("file-size", "xzt/core/a.py", LONG),
    ("file-size-wished", "xzt/core/a.py", WISHED),
    ("function-size", "xzt/core/a.py", LONG_FUNCTION),
    ("sentences", "xzt/core/a.py", 'text = "口令不对，请重新输入"\n'),
    ("sentences", "xzt/office/a.py", 'text = f"还差{1}个字的一个很长很长的没有标点的句子在这里"\n'),
    ("actions", "xzt/ui/pages/a.py", "from PySide6 import QtGui\nQtGui.QAction()\n"),
    ("plain-text", "xzt/ui/pages/a.py", "QLabel('x')\n"),
    ("plain-text", "xzt/ui/widgets/a.py", "class Loud(QLabel):\n    pass\n"),
    ("connect-lambda", "xzt/ui/pages/a.py", "button().clicked.connect(lambda: None)\n"),
    ("connect-lambda", "xzt/app.py", "clicked.connect(lambda: None)\n"),
    ("message-box", "xzt/ui/pages/a.py", "QMessageBox.warning(None, 'a', 'b')\n"),
    ("message-box", "xzt/ui/pages/a.py", "QtWidgets.QMessageBox.information(None, 'a', 'b')\n"),
    ("dangerous", "xzt/core/a.py", "import pickle\n"),
    ("dangerous", "xzt/core/a.py", "from marshal import loads\n"),
    ("dangerous", "xzt/core/a.py", "eval('1')\n"),
    ("dangerous", "xzt/core/a.py", "os.system('ls')\n"),
    ("dangerous", "xzt/core/a.py", "subprocess.run('ls', shell=True)\n"),
    ("dangerous", "xzt/core/a.py", "archive.extractall('.')\n"),
    ("pragma-key", "xzt/store/a.py", "sql = \"PRAGMA key = 'x'\"\n"),
    ("pragma-key", "xzt/store/a.py", "sql = f\"pragma rekey = '{1}'\"\n"),
    ("http", "xzt/sync/a.py", 'where = "http://example.org/a"\n'),
    ("http", "xzt/sync/a.py", 'where = f"http://{1}/a"\n'),
    ("chained", "xzt/store/a.py", 'db.execute("UPDATE outbox SET n = 1")\n'),
    ("chained", "xzt/store/a.py", 'db.executemany("""INSERT OR IGNORE INTO blob_part\n VALUES(?)""", rows)\n'),
    ("chained", "xzt/client/a.py", 'sql = f"DELETE FROM meta WHERE {1}"\n'),
    ("unfinished", "xzt/core/a.py", "# TODO later\n"),
    ("unfinished", "docs/a.md", "FIXME\n"),
    ("machine", "README.md", "see /home/someone/notes\n"),
    ("machine", "docs/a.md", "from https://pypi.org/simple\n"),
]

FINE = [
    ("xzt/core/a.py", '"""口令不对，请重新输入。"""\n# 同上，注释也可以。\nKIND = "通知"\n'),
    ("xzt/ui/text.py", 'text = "口令不对，请重新输入"\n'),
    ("xzt/docs/checks/a.py", 'text = "标题末尾不加标点，见 7.3.1。"\n'),
    ("xzt/archive/sheet.py", 'note = "本表随件归档，不得拆散。"\n'),
    ("xzt/ui/actions.py", "QAction()\n"),
    ("xzt/ui/widgets/controls.py", "QLabel('x')\n"),
    ("xzt/ui/pages/a.py", "clicked.connect(self.open)\nmap(lambda: 1, [])\nQMessageBox.question(None, 'a', 'b')\n"),
    ("xzt/core/a.py", "regex.evaluate('1')\nsubprocess.run(['ls'], shell=False)\n"),
    ("xzt/store/a.py", 'sql = "PRAGMA foreign_keys = ON"\n'),
    (
        "xzt/store/a.py",
        'sql = "DELETE FROM meta"\nchange(db, ("meta", "", ()), sql)\nchange(db, ("base", "", ()), f"UPDATE base SET {1}")\n',
    ),
    ("xzt/store/a.py", 'db.execute("INSERT INTO blob_chunk VALUES(?)")\ndb.execute("DELETE FROM wanted")\nsay("Update base, view")\n'),
    (
        "xzt/docs/a.py",
        'NS = "http://www.ofdspec.org/2016"\nwhere = "http://127.0.0.1:8000"\nsafe = "https://example.org"\nplain = url.startswith("http://")\n',
    ),
    ("README.md", "The office's own words; /usr/share/fonts is everybody's.\n"),
    ("xzt/core/a.py", "def f() -> None:\n" + "    print()\n" * 59),
]


def write(root: Path, path: str, text: str) -> None:
    target = root / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_violation_is_found(tmp_path: Path, rule: str, path: str, text: str) -> None:
    """AE-13, AE-14, AE-18, AE-27, RS-10 and the rest: each planted violation is found at its place, and nothing else is."""
    write(tmp_path, path, text)
    found = check(tmp_path)
    assert {(finding.rule.name, finding.path) for finding in found if finding.rule.fails or finding.rule.name == rule} == {(rule, path)}


@pytest.mark.parametrize(("path", "text"), FINE)
def test_what_is_fine_passes(tmp_path: Path, path: str, text: str) -> None:
    """Terms, docstrings, namespaces and the one place allowed to do it are left alone."""
    write(tmp_path, path, text)
    assert check(tmp_path) == []


def test_every_rule_has_a_planted_violation() -> None:
    """A rule nobody has seen fire is not a rule."""
    assert {rule.name for rule in RULES} == {rule for rule, _, _ in PLANTED}
