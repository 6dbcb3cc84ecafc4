"""Documents from the command line: ``check`` (and mend) a folder of them, ``render`` one to PDF, OFD, DOCX and pictures."""

import argparse
import json
import sys
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field, to_builtins
from msgspec.structs import replace

from xzt.core.errors import Trouble

if TYPE_CHECKING:
    from xzt.docs.checks.findings import Finding
    from xzt.docs.checks.given import Organs
    from xzt.docs.importing.reading import Imported
    from xzt.docs.layout import FontBook
    from xzt.office.profile import Profile

_ENDINGS = frozenset({".txt", ".docx", ".json"})
_OTHERS = frozenset({".doc", ".wps", ".rtf", ".odt"})
"""Documents that cannot be read: in a folder they are told of, not passed over."""
_DPI = 150


def check(chosen: argparse.Namespace) -> int:
    """Check every file; one that cannot be read stops nothing else."""
    from xzt.docs.checks import Level
    from xzt.docs.checks.customs import departures
    from xzt.docs.layout import FontBook
    from xzt.docs.layout.fontreport import report_machine
    from xzt.ui.fontwords import details

    paths = [path for given in chosen.input for path in _documents(given)]
    if not paths:
        raise Trouble("import_nothing", path=str(chosen.input[0]))
    by = _By(_organs(chosen.names), FontBook(), _profile(chosen.profile))
    results = [_checked(path, by) for path in paths]
    if chosen.fix is not None:
        alone = len(results) == 1 and not chosen.input[0].is_dir()
        for result, target in zip(results, [chosen.fix] if alone else _targets(paths, chosen.fix), strict=True):
            _keep_mended(result, target, by.profile)
    if chosen.profile is not None:
        results.insert(0, _Result(chosen.profile, findings=departures(by.profile)))
    if chosen.json:
        print(json.dumps([_plain(result) for result in results], ensure_ascii=False, indent=1))
    else:
        for result in results:
            _say(result)
        for line in details(report_machine(by.fonts)):
            print(f"注意　{line}")
    if any(result.trouble for result in results):
        return 3
    return int(any(finding.level is Level.ERROR for result in results for finding in result.findings))


class _By(Struct):
    """What every file is checked by."""

    organs: "Organs | None"
    fonts: "FontBook"
    profile: "Profile"


class _Result(Struct):
    """What came of one file: findings, or the trouble with it; ``mended`` is where the corrected document was put.

    A profile has findings too, where it departs from the standard; it is no document.
    """

    path: Path
    imported: "Imported | None" = None
    findings: "list[Finding]" = field(default_factory=list)
    trouble: Trouble | None = None
    mended: Path | None = None


def _documents(given: Path) -> list[Path]:
    """Return a file itself, or the documents in a folder and below it, in order; what Word leaves while it is open is none."""
    if not given.is_dir():
        return [given]
    found = (path for path in given.rglob("*") if path.suffix.lower() in _ENDINGS | _OTHERS and not path.name.startswith((".", "~")))
    return sorted(path for path in found if path.is_file())


def _organs(path: Path | None) -> "Organs | None":
    """Read the directory of organs, a list of objects with name, short, series, level and under."""
    from xzt.docs.checks.given import read_organs

    if path is None:
        return None
    try:
        return read_organs(path.read_bytes())
    except OSError as error:
        raise Trouble("file_unreadable", path=str(path), detail=str(error)) from error
    except Trouble as trouble:
        raise Trouble("names_unreadable", path=str(path), detail=trouble.params.get("detail", "")) from trouble


def _profile(path: Path | None) -> "Profile":
    """Read the unit's profile, the standard's own where none is given."""
    from xzt.docs.checks.profiles import load_profile
    from xzt.office.profile import STANDARD

    return STANDARD if path is None else load_profile(path).profile


def _checked(path: Path, by: _By) -> _Result:
    from xzt.docs.checks import check as find
    from xzt.docs.checks import check_pages
    from xzt.docs.checks.appearance import check_appearance
    from xzt.docs.importing import read_file
    from xzt.docs.layout import lay_out

    try:
        imported = read_file(path)
    except Trouble as trouble:
        return _Result(path, trouble=trouble)
    found = find(imported.document, replace(imported.given(by.organs), profile=by.profile))
    pages = check_pages(imported.document, lay_out(imported.document, imported.found.issuance(), by.fonts, None, by.profile))
    looks = check_appearance(imported.facts, by.profile) if imported.facts is not None else []
    return _Result(path, imported, [*found, *pages, *looks])


def _targets(paths: list[Path], folder: Path) -> list[Path]:
    """Return where in a folder each mended document goes: under its own name, counted where several have it."""
    taken: set[str] = set()
    found = []
    for path in paths:
        names = (path.stem if number == 1 else f"{path.stem}（{number}）" for number in count(1))
        name = next(name for name in names if name.casefold() not in taken)
        taken.add(name.casefold())
        found.append(folder / f"{name}.docx")
    return found


def _keep_mended(result: _Result, target: Path, profile: "Profile") -> None:
    """Write the mended document to its place; nothing is ever written over."""
    if result.imported is None:
        return
    try:
        write_new({target: _mended(result.imported, result.findings, target.suffix.lower(), profile)})
    except Trouble as trouble:
        result.trouble = trouble
    else:
        result.mended = target


def _mended(imported: "Imported", findings: "list[Finding]", ending: str, profile: "Profile") -> bytes:
    """Return the mended document as the kind of file that ``ending`` names."""
    from xzt.core.encoding import encode
    from xzt.docs.checks import mend
    from xzt.docs.render.docx import write_docx

    if ending not in {".docx", ".json"}:
        raise Trouble("output_type", ending=ending or "没有扩展名")
    document = mend(imported.document, findings)
    issuance = imported.found.issuance()
    numbers = [finding.fix for finding in findings if finding.place.part == "number" and finding.fix]
    if numbers:
        issuance = replace(issuance, number=numbers[0])
    return encode(document) if ending == ".json" else write_docx(document, issuance, profile)


def write_new(files: dict[Path, bytes]) -> None:
    """Write files that are not there yet, all or none: where the disk will not take one, those written before it are taken away again."""
    for path in files:
        if path.exists() or path.is_symlink():
            raise Trouble("output_exists", path=str(path))
    begun: list[Path] = []
    for path, data in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                begun.append(path)
                file.write(data)
        except OSError as error:
            for one in begun:
                one.unlink(missing_ok=True)
            raise Trouble("output_unwritable", path=str(path), detail=str(error)) from error


def _plain(result: _Result) -> dict[str, object]:
    """Return a result as plain values."""
    plain: dict[str, object] = {"path": str(result.path), "findings": [to_builtins(finding) for finding in result.findings]}
    if result.imported is not None:
        plain |= {"found": to_builtins(result.imported.found), "remarks": list(result.imported.remarks)}
        plain |= {"changes": to_builtins(result.imported.changes), "aside": list(result.imported.aside)}
    if result.trouble is not None:
        plain["trouble"] = {"code": result.trouble.code, "params": result.trouble.params}
    if result.mended is not None:
        plain["mended"] = str(result.mended)
    return plain


def _say(result: _Result) -> None:
    from xzt.docs.checks import Level
    from xzt.ui.placewords import place_words
    from xzt.ui.sentences import REMARKS
    from xzt.ui.text import trouble_words

    if result.imported is None and result.trouble is None:
        print(f"{result.path}：单位版式，与国标不同 {len(result.findings)} 处")
        for finding in result.findings:
            print(f"  建议 {finding.rule}　{finding.excerpt}　{finding.explanation}　[{finding.clause}]")
    if result.imported is not None:
        errors = sum(finding.level is Level.ERROR for finding in result.findings)
        mends = sum(finding.fix is not None for finding in result.findings)
        counts = f"错误 {errors}，建议 {len(result.findings) - errors}，可自动改 {mends}" if result.findings else "没有发现问题"
        print(f"{result.path}：{counts}")
        for finding in result.findings:
            grade = "错误" if finding.level is Level.ERROR else "建议"
            place = place_words(finding.place, result.imported.document)
            fix = "" if finding.fix is None else f"　改为“{finding.fix}”" if finding.fix else "　去掉"
            print(f"  {grade} {finding.rule}　{place}　{finding.explanation}　“{_line(finding.excerpt)}”{fix}　[{finding.clause}]")
        for code in result.imported.remarks:
            print(f"  注意　{REMARKS.get(code, code)}")
    if result.mended is not None:
        print(f"  改好的公文：{result.mended}")
    if result.trouble is not None:
        print(f"{result.path}：{trouble_words(result.trouble).whole()}", file=sys.stderr)


def _line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")


def render(chosen: argparse.Namespace) -> int:
    """Lay a document out and write every form of it; what the fonts could not do is said."""
    from xzt.client.clock import utc_now
    from xzt.docs.importing import read_file
    from xzt.docs.importing.pdfs import page_pictures
    from xzt.docs.layout import FontBook, lay_out
    from xzt.docs.layout.fontreport import report_fonts
    from xzt.docs.render.docx import write_docx
    from xzt.docs.render.ofd import write_ofd
    from xzt.docs.render.pdf import write_pdf
    from xzt.ui.fontwords import details
    from xzt.ui.sentences import REMARKS

    imported = read_file(chosen.input)
    document, issuance = imported.document, imported.found.issuance()
    if chosen.copy_number:
        issuance = replace(issuance, copy_number=chosen.copy_number)
    fonts, when = FontBook(), utc_now()
    profile = _profile(chosen.profile)
    model = lay_out(document, issuance, fonts, None, profile)
    pdf = write_pdf(model, document.title, when)
    stem = chosen.out / chosen.input.stem
    files = {
        stem.with_name(f"{stem.name}.pdf"): pdf,
        stem.with_name(f"{stem.name}.ofd"): write_ofd(model, document, issuance, when),
        stem.with_name(f"{stem.name}.docx"): write_docx(document, issuance, profile),
    }
    for number, picture in enumerate(page_pictures(pdf, _DPI), 1):
        files[stem.with_name(f"{stem.name}-{number}.png")] = picture
    write_new(files)
    print(f"{len(model.pages)} 页，写到 {chosen.out}：PDF、OFD、DOCX 和每页一张 PNG")
    for code in imported.remarks:
        print(f"  注意　{REMARKS.get(code, code)}")
    for line in details(report_fonts(model)):
        print(f"  注意　{line}")
    return 0
