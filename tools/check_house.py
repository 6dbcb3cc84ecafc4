"""House rules that no other checker knows, each with its reason.

A rule is a name, the reason a person is told, the paths it looks at, and a function that yields what it found.
Style, types and imports are checked by ruff, mypy and import-linter: nothing of theirs is repeated here.
"""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

FILE_LINES, FILE_LINES_WISHED, FUNCTION_LINES = 600, 400, 60
ROOTS = ("xzt", "tests", "tools", "benchmarks", "docs", "resources")
TEXT_SUFFIXES = {".py", ".md", ".sh", ".toml", ".json", ".txt", ".yaml", ".yml", ".cfg", ".svg", ".qss"}
NAMES_THE_WORDS = ("tools/check_house.py", "tests/tools/test_check_house.py")
HAN = "[\u3400-\u9fff\uf900-\ufaff]"
SENTENCE = re.compile(f"{HAN}[\uff0c\u3002\uff1b\uff1f\uff01]|{HAN}{{17,}}")
NAMESPACES = (
    "www.omg.org/spec/",
    "www.w3.org/",
    "purl.org/",
    "schemas.openxmlformats.org/",
    "schemas.microsoft.com/",
    "ns.adobe.com/",
    "www.aiim.org/pdfa/",
    "www.ofdspec.org/",
    "www.saac.gov.cn/",
)
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Source:
    """One text file: its path from the root, its text, its syntax tree and the strings in it."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """Every node of the module, empty when it is not Python."""
        return list(ast.walk(ast.parse(self.text))) if self.path.endswith(".py") else []

    @cached_property
    def calls(self) -> list[ast.Call]:
        """Every call in the module."""
        return [node for node in self.nodes if isinstance(node, ast.Call)]

    @cached_property
    def strings(self) -> list[tuple[int, str]]:
        """Line and value of every string literal, but for docstrings and what another text is only compared with."""
        bare = {id(node.value) for node in self.nodes if isinstance(node, ast.Expr)}
        for call in self.calls:
            if isinstance(call.func, ast.Attribute) and call.func.attr in {"startswith", "removeprefix"}:
                bare |= {id(argument) for argument in call.args}
        return [
            (node.lineno, node.value)
            for node in self.nodes
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare
        ]


Found = Iterator[tuple[int, str]]


class Rule(NamedTuple):
    """A house rule: where it holds (path prefixes), where it does not, and why it stands."""

    name: str
    reason: str
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    look: Callable[[Source], Found]
    fails: bool = True

    def covers(self, path: str) -> bool:
        """Tell whether the rule looks at this path."""
        return path.startswith(self.inside) and not path.startswith(self.outside)


class Finding(NamedTuple):
    """One place where a rule is broken."""

    rule: Rule
    path: str
    line: int
    what: str


def name_of(node: ast.expr) -> str:
    """Return the dotted name of an expression such as ``os.system``; what is not a name counts as empty (``button().clicked``)."""
    if isinstance(node, ast.Attribute):
        return f"{name_of(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def files_too_long(limit: int) -> Callable[[Source], Found]:
    """Make a look for files of more than ``limit`` lines."""

    def look(source: Source) -> Found:
        count = source.text.count("\n")
        if source.path.endswith(".py") and count > limit:
            yield 1, f"{count} lines"

    return look


def functions_too_long(source: Source) -> Found:
    """Yield functions of more than FUNCTION_LINES lines."""
    for node in source.nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > FUNCTION_LINES:
                yield node.lineno, f"{node.name}: {count} lines"


def chinese_sentences(source: Source) -> Found:
    """Yield string literals that read as a Chinese sentence; terms of the trade are data and pass."""
    for line, text in source.strings:
        if SENTENCE.search(text):
            yield line, text[:40]


def calls_named(*names: str) -> Callable[[Source], Found]:
    """Make a look for calls whose dotted name is or ends with one of ``names``."""

    def look(source: Source) -> Found:
        for call in source.calls:
            called = f".{name_of(call.func)}"
            if called.endswith(tuple(f".{name}" for name in names)):
                yield call.lineno, f"{called[1:]}()"

    return look


def made_from(name: str) -> Callable[[Source], Found]:
    """Make a look for calls of a class and for classes built on it."""

    def look(source: Source) -> Found:
        yield from calls_named(name)(source)
        for node in source.nodes:
            if isinstance(node, ast.ClassDef) and any(f".{name_of(base)}".endswith(f".{name}") for base in node.bases):
                yield node.lineno, f"class {node.name}({name})"

    return look


def lambdas_connected(source: Source) -> Found:
    """Yield ``signal.connect(lambda ...)``."""
    for call in source.calls:
        if f".{name_of(call.func)}".endswith(".connect") and any(isinstance(argument, ast.Lambda) for argument in call.args):
            yield call.lineno, "connect(lambda ...)"


def dangerous(source: Source) -> Found:
    """Yield ways to run text or foreign bytes as code, and unpacking that can write outside its folder."""
    for node in source.nodes:
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        for module in modules:
            if module.split(".")[0] in {"pickle", "marshal", "shelve", "dill"}:
                yield getattr(node, "lineno", 1), f"import {module}"
    for call in source.calls:
        name = name_of(call.func)
        if name in {"eval", "exec", "os.system", "os.popen"} or name.endswith(".extractall"):
            yield call.lineno, f"{name}()"
        if any(word.arg == "shell" and isinstance(word.value, ast.Constant) and word.value.value is True for word in call.keywords):
            yield call.lineno, "shell=True"


def pragma_keys(source: Source) -> Found:
    """Yield SQL texts that carry a key."""
    for line, text in source.strings:
        if re.search(r"\bpragma\s+(?:hex)?(?:re)?key\b", text, re.IGNORECASE):
            yield line, text[:40]


def open_http(source: Source) -> Found:
    """Yield addresses without encryption that are neither loopback nor the name of a namespace."""
    for line, text in source.strings:
        for address in re.findall(r"http://(\S*)", text):
            if not address.startswith(NAMESPACES + LOOPBACK):
                yield line, f"http://{address[:40]}"


def pattern(expression: str) -> Callable[[Source], Found]:
    """Make a look for lines that match ``expression``."""
    compiled = re.compile(expression)

    def look(source: Source) -> Found:
        for number, line in enumerate(source.text.splitlines(), start=1):
            if match := compiled.search(line):
                yield number, match.group()

    return look


CODE = ("xzt/", "tools/", "benchmarks/")
TREE = ("",)
CHAINED = re.compile(
    r"(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE(?: OR \w+)?|DELETE FROM) "
    r"(?:meta|base|view|outbox|sent|kept_text|draft|draft_update|draft_late|blob|blob_part)\b"
)


def unchained_writes(source: Source) -> Found:
    """Yield statements that write a chained table of the store and do not go through ``change``, directly or by a name."""
    given = [
        argument
        for call in source.calls
        if (isinstance(call.func, ast.Name) and call.func.id == "change")
        or (isinstance(call.func, ast.Attribute) and call.func.attr == "change")
        for argument in call.args
    ]
    named = {argument.id for argument in given if isinstance(argument, ast.Name)}
    assigned = [node for node in source.nodes if isinstance(node, ast.Assign) and {getattr(one, "id", "") for one in node.targets} & named]
    inside = {id(inner) for node in (*given, *(one.value for one in assigned)) for inner in ast.walk(node)}
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside and CHAINED.match(node.value.lstrip()):
            yield node.lineno, node.value.strip().splitlines()[0][:60]


RULES = (
    Rule(
        "chained",
        "a row written beside the chain would be told as damage: use chain.change or chain.upsert",
        ("xzt/store/", "xzt/client/", "xzt/sync/"),
        ("xzt/store/chain.py", "xzt/store/schema.py", "xzt/store/rescue.py"),
        unchained_writes,
    ),
    Rule("file-size", f"a file over {FILE_LINES} lines is two files", (*CODE, "tests/"), (), files_too_long(FILE_LINES)),
    Rule(
        "file-size-wished", f"over {FILE_LINES_WISHED} lines: look for the seam", CODE, (), files_too_long(FILE_LINES_WISHED), fails=False
    ),
    Rule("function-size", f"a function over {FUNCTION_LINES} lines does two things", CODE, (), functions_too_long),
    Rule(
        "sentences",
        "sentences stand in the interface, and in the documents that docs and archive write; elsewhere there are codes (AE-27)",
        ("xzt/",),
        ("xzt/ui/", "xzt/cli", "xzt/app", "xzt/__main__.py", "xzt/docs/", "xzt/archive/"),
        chinese_sentences,
    ),
    Rule("actions", "actions are data, in one place (AE-14)", ("xzt/",), ("xzt/ui/actions.py",), made_from("QAction")),
    Rule(
        "plain-text",
        "a bare QLabel may render foreign text as HTML (RS-10)",
        ("xzt/",),
        ("xzt/ui/widgets/controls.py",),
        made_from("QLabel"),
    ),
    Rule("connect-lambda", "a lambda keeps its widget alive (AE-18)", ("xzt/ui/", "xzt/app"), (), lambdas_connected),
    Rule(
        "message-box",
        "messages go to the strip; a box is for what cannot be undone (AE-13)",
        ("xzt/",),
        (),
        calls_named("QMessageBox.information", "QMessageBox.warning", "QMessageBox.about"),
    ),
    Rule("dangerous", "nothing that was read is run as code", (*CODE, "tests/"), (), dangerous),
    Rule("pragma-key", "a key inside an SQL text stays in memory: use set_key", (*CODE, "tests/"), NAMES_THE_WORDS, pragma_keys),
    Rule("http", "nothing travels in the clear beyond this machine", ("xzt/",), (), open_http),
    Rule("unfinished", "unfinished work is an issue, not a remark", TREE, NAMES_THE_WORDS, pattern(r"\b(?:TODO|FIXME|HACK|XXX)\b")),
    Rule(
        "machine",
        "paths and hosts of one machine mean nothing on another",
        TREE,
        NAMES_THE_WORDS,
        pattern(r"(?<![\w.])/(?:home|Users|work|farm|root)/\w|\b(?:pypi|pythonhosted|npmjs)[.](?:org|com)|\bdeb[.]debian[.]org"),
    ),
)


def sources(root: Path) -> Iterator[Source]:
    """Yield the text files of the tree that people write."""
    candidates = [path for path in root.iterdir() if path.is_file() and not path.name.startswith((".", "requirements"))]
    for name in ROOTS:
        candidates += sorted((root / name).rglob("*"))
    for path in candidates:
        if "node_modules" in path.parts:  # what tools/peers.sh fetched: other people's
            continue
        if path.is_file() and (path.suffix in TEXT_SUFFIXES or (path.suffix == "" and path.parent == root)):
            yield Source(path.relative_to(root).as_posix(), path.read_text(encoding="utf-8"))


def check(root: Path) -> list[Finding]:
    """Hold the tree under ``root`` against every rule."""
    return [
        Finding(rule, source.path, line, what)
        for source in sources(root)
        for rule in RULES
        if rule.covers(source.path)
        for line, what in rule.look(source)
    ]


def main() -> int:
    """Print what was found; 1 when a rule that fails is broken."""
    findings = check(Path(__file__).resolve().parent.parent)
    for found in findings:
        grade = "" if found.rule.fails else "(only a wish) "
        print(f"{found.path}:{found.line}: {grade}{found.rule.name}: {found.what} -- {found.rule.reason}")
    return int(any(found.rule.fails for found in findings))


if __name__ == "__main__":
    sys.exit(main())
