"""Somebody with an archivist's key changes content and makes lists and package signature anew: what the handlers signed decides."""

import io
import json
import zipfile
from collections.abc import Callable

import msgspec
import pikepdf
import pytest

from tests.archive.course import BEGIN, Course, Made, document, make
from xzt.archive import bags, layout
from xzt.archive.checks import verify_tree
from xzt.archive.contents import LogEntry
from xzt.archive.package import package_files, seal_files
from xzt.archive.report import PROPERTIES, Item, Report
from xzt.archive.trees import Tree
from xzt.core.encoding import decode, encode
from xzt.office.log import chain
from xzt.signing.authority import SampleAuthority
from xzt.signing.certs import Subject
from xzt.signing.keys import KeyHolder, PrivateKey, SoftwareKey

Files = dict[str, bytes]


def looked_at(files: Files, roots: list[bytes] | None = None) -> Report:
    folders = {"/".join(name.split("/")[:count]) for name in files for count in range(1, name.count("/") + 1)}
    return verify_tree(Tree(files, frozenset(folders), ()), roots)


def resealed(files: Files, key: KeyHolder) -> Files:
    """Make count, lists and signature anew, so that the bag itself is in order."""
    kept = {name: data for name, data in files.items() if name.startswith("data/") or name in {bags.INFO, layout.ABOUT}}
    info = bags.read_info(kept[bags.INFO])
    kept[bags.INFO] = bags.write_info([*(info | {"Payload-Oxum": bags.oxum(kept)}).items()])
    return seal_files(kept, key)


def faults(report: Report) -> set[tuple[str, str]]:
    return {(check.code, check.detail.split()[0]) for check in report.faults}


def relogged(made: Made, change: Callable[[list[LogEntry]], list[LogEntry]]) -> bytes:
    """Change entries of the log and chain them anew."""
    previous, entries = "", []
    for n, entry in enumerate(change(list(made.contents.log)), start=1):
        digest = chain(made.contents.record, n, entry.act, bytes(entry.events), entry.signed, previous)
        entries.append(LogEntry(n, entry.act, entry.events, entry.signed, previous, digest))
        previous = digest
    return encode(layout.Log("dispatch", made.contents.record, tuple(entries)))


@pytest.fixture
def files(made: Made) -> Files:
    return package_files(made.contents, made.key, made.course.at)


def test_an_untouched_package_made_anew_holds(files: Files, made: Made) -> None:
    """The other tests here fail for what they change, not for the making anew."""
    assert looked_at(resealed(files, made.key), [made.root]).ok


def test_exchanged_opinions_are_found(files: Files, made: Made) -> None:
    """W13: each opinion stands where its giver's act stands in the log."""
    for ending in ("json", "sig", "pem"):
        one, other = f"data/意见/008-会签.{ending}", f"data/意见/009-会签.{ending}"
        files[one], files[other] = files[other], files[one]
    assert ("opinion_files", "not_equal") in faults(looked_at(resealed(files, made.key)))


def test_words_put_into_a_mouth_are_found(files: Files, made: Made) -> None:
    """Words changed in the events (what the sheet shows) contradict the signed command; changed there too, the signature breaks."""

    def in_events(log: list[LogEntry]) -> list[LogEntry]:
        events = bytes(log[8].events).replace("由按周改为按月".encode(), "由按周改为按日".encode())
        return [*log[:8], msgspec.structs.replace(log[8], events=msgspec.Raw(events)), *log[9:]]

    files[layout.LOG] = relogged(made, in_events)
    assert ("log_agrees", "not_equal") in faults(looked_at(resealed(files, made.key)))

    def everywhere(log: list[LogEntry]) -> list[LogEntry]:
        log = in_events(log)
        envelope = bytes(log[8].signed.envelope).replace("由按周改为按月".encode(), "由按周改为按日".encode())
        signed = msgspec.structs.replace(log[8].signed, envelope=msgspec.Raw(envelope))
        return [*log[:8], msgspec.structs.replace(log[8], signed=signed), *log[9:]]

    files[layout.LOG] = relogged(made, everywhere)
    found = looked_at(resealed(files, made.key))
    assert ("opinion_signature", "signature_wrong") in faults(found)
    assert any(check.subject == "data/意见/009-会签.sig" for check in found.faults)


def test_a_signature_taken_off_is_found(files: Files, made: Made) -> None:
    """What has legal weight must be signed; without its signature it is no sign-off."""

    def bare(log: list[LogEntry]) -> list[LogEntry]:
        signed = msgspec.structs.replace(log[9].signed, signature="", certificate="")
        return [*log[:9], msgspec.structs.replace(log[9], signed=signed), *log[10:]]

    files[layout.LOG] = relogged(made, bare)
    assert ("opinion_signature", "signature_missing") in faults(looked_at(resealed(files, made.key)))


def test_somebody_else_signing_is_found(files: Files, made: Made) -> None:
    """A sign-off in the leader's name, signed with another person's good key, is not the leader's."""

    def other_signer(log: list[LogEntry]) -> list[LogEntry]:
        signed = made.course.sign("drafter", bytes(log[9].signed.envelope), signed=True)
        return [*log[:9], msgspec.structs.replace(log[9], signed=signed), *log[10:]]

    files[layout.LOG] = relogged(made, other_signer)
    assert ("opinion_binding", "other_person") in faults(looked_at(resealed(files, made.key)))


def test_an_entry_left_out_breaks_the_course(files: Files, made: Made) -> None:
    """A disagreement that is left out of the log leaves the flow impossible: the step went on with an answer that is not there."""
    files[layout.LOG] = relogged(made, lambda log: [*log[:8], *log[9:]])
    report = looked_at(resealed(files, made.key))
    assert ("readable", "unreadable") in faults(report)
    assert any("log_unreadable" in check.detail for check in report.faults)


def test_a_log_out_of_its_chain_is_found(files: Files, made: Made) -> None:
    """RS-27: the chain covers order and content of every entry."""
    log = decode(files[layout.LOG], layout.Log)
    entry = msgspec.structs.replace(log.entries[5], act=msgspec.structs.replace(log.entries[5].act, device="another"))
    files[layout.LOG] = encode(msgspec.structs.replace(log, entries=(*log.entries[:5], entry, *log.entries[6:])))
    assert {("log_chain", "chain_broken"), ("log_agrees", "not_equal")} <= faults(looked_at(resealed(files, made.key)))


def test_opinions_of_another_record_are_found(files: Files, made: Made) -> None:
    """A whole course of another record, soundly signed, does not pass as this one's."""
    other = make_other(made)
    for name in list(files):
        if name.startswith("data/意见/"):
            del files[name]
    files |= {name: data for name, data in other.items() if name.startswith("data/意见/")}
    log = decode(other[layout.LOG], layout.Log)
    made_here = msgspec.structs.replace(made, contents=msgspec.structs.replace(made.contents, log=log.entries))
    files[layout.LOG] = relogged(made_here, lambda entries: entries)
    assert ("opinion_binding", "other_record") in faults(looked_at(resealed(files, made.key)))


def make_other(made: Made) -> Files:
    other = make(made.course.authority)
    course = Course(made.course.authority, "0199aaaa-0000-7000-8000-00000000000f")
    for entry in other.contents.log:
        envelope = json.loads(bytes(entry.signed.envelope)) | {"record": course.record}
        signed = other.course.sign(entry.act.person, json_bytes(envelope), signed=bool(entry.signed.signature))
        course.enter(entry.act, bytes(entry.events), signed)
    contents = msgspec.structs.replace(other.contents, record=course.record, log=tuple(course.log))
    return package_files(contents, made.key, made.course.at)


def json_bytes(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_another_text_than_the_signed_one_is_found(files: Files, made: Made) -> None:
    """W13, W14: the text is that on which the sign-off was given."""
    files[layout.TEXT] = encode(document(word="从速"))
    assert ("text_versions", "other_text") in faults(looked_at(resealed(files, made.key)))
    files[layout.TEXT] = bytes(made.contents.state.document)
    files[layout.PLAIN_TEXT] = files[layout.PLAIN_TEXT].replace("认真".encode(), "从速".encode())
    assert faults(looked_at(resealed(files, made.key))) == {("text_versions", "not_equal")}


def test_a_draft_taken_out_is_found(files: Files, made: Made) -> None:
    del files["data/过程稿/第1稿.json"]
    assert ("text_versions", "missing") in faults(looked_at(resealed(files, made.key)))


def changed_ofd(ofd: bytes, old: str, new: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(ofd)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(old.encode(), new.encode()) if name.endswith(".xml") else data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new", "detail"),
    [("提高效率。", "降低效率。", "text_missing"), ("略。", "略。此外另行收费。", "text_added"), ("明确分工", "明确收费", "text_missing")],
)
def test_a_final_file_with_other_words_is_found(files: Files, made: Made, old: str, new: str, detail: str) -> None:
    """The sealed file is the one that was sealed, its seal covers its bytes, and it says what was signed off."""
    files[layout.FINAL_OFD] = changed_ofd(made.contents.ofd, old, new)
    found = faults(looked_at(resealed(files, made.key)))
    assert {("sealed_file", "not_equal"), ("ofd_seal", "ofd"), ("ofd_text", detail)} <= found


def test_metadata_that_says_otherwise_is_found(files: Files, made: Made) -> None:
    """Title, number, dates and code agree with the content (DA/T 70)."""
    for old, new, path in (
        ("〔2026〕23号", "〔2026〕24号", "文件编号"),
        ("<日期>2026-11-23", "<日期>2026-11-24", "日期"),
        ("<题名>示例市", "<题名>样例市", "题名"),
        ("<保管期限>30年", "<保管期限>10年", "保管期限"),
    ):
        changed = files | {layout.METADATA: files[layout.METADATA].replace(old.encode(), new.encode())}
        report = looked_at(resealed(changed, made.key))
        assert any(check.code == "metadata" and path in check.detail for check in report.faults), path
        assert {check.code for check in report.faults} <= {"metadata", "metadata_complete"}


def test_metadata_with_a_bomb_in_it_is_not_read(files: Files, made: Made) -> None:
    """RS-12: a document type is refused before any parser sees it."""
    for data in (b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a/>", b""):
        found = faults(looked_at(resealed(files | {layout.METADATA: data}, made.key)))
        assert ("metadata", "unreadable") in found


def test_another_archival_code_is_found(files: Files, made: Made) -> None:
    """R2: the code is the same in the log, the tag file and the metadata."""
    files[bags.INFO] = files[bags.INFO].replace(b"BGS-0001", b"BGS-0002")
    assert faults(looked_at(resealed(files, made.key))) == {("archival_code", "not_equal")}


def test_a_validation_record_that_was_improved_is_found(files: Files, made: Made) -> None:
    """R5: what checking gave when the package was made."""
    files[layout.VALIDATIONS] = files[layout.VALIDATIONS].replace("示例戊".encode(), "示例己".encode())
    assert ("validation_kept", "not_equal") in faults(looked_at(resealed(files, made.key)))


def test_pdfs_that_act_or_hide_are_found(files: Files, made: Made) -> None:
    """DA/T 70 safety: nothing in the package runs; usability: nothing needs a password."""

    def saved(change: Callable[[pikepdf.Pdf], None], encryption: pikepdf.Encryption | None = None) -> bytes:
        out = io.BytesIO()
        with pikepdf.open(io.BytesIO(made.contents.pdf)) as pdf:
            change(pdf)
            pdf.save(out, encryption=encryption)
        return out.getvalue()

    def act(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))

    assert ("active_content", "active") in faults(looked_at(resealed(files | {layout.FINAL_PDF: saved(act)}, made.key)))
    locked = saved(lambda pdf: pdf.remove_unreferenced_resources(), pikepdf.Encryption(owner="a", user="b"))
    assert ("pdf", "encrypted") in faults(looked_at(resealed(files | {layout.FINAL_PDF: locked}, made.key)))

    def shorten(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[-1]

    assert ("pdf", "not_equal") in faults(looked_at(resealed(files | {layout.FINAL_PDF: saved(shorten)}, made.key)))


def test_only_the_units_archivist_signs_packages(files: Files, made: Made) -> None:
    """The signature counts by who made it: the archivist or the office's own archive certificate, under a trusted root, in time."""
    drafter = made.course.keys["drafter"]
    assert faults(looked_at(resealed(files, drafter), [made.root])) == {("package_signer", "other_person")}
    office = PrivateKey.generate()
    subject = Subject("示例市人民政府办公室归档", made.contents.facts.unit_name, "u-office")
    held = SoftwareKey(office, made.course.authority.issue_archive(office.public, subject, BEGIN))
    assert looked_at(resealed(files, held), [made.root]).ok
    elsewhere = SoftwareKey(office, made.course.authority.issue_archive(office.public, Subject("别处", "示例市气象局", "u-far"), BEGIN))
    assert faults(looked_at(resealed(files, elsewhere), [made.root])) == {("package_signer", "other_unit")}
    late = files | {bags.INFO: files[bags.INFO].replace(b"Signing-Time: 2026", b"Signing-Time: 2066")}
    assert {("package_signer", "certificate_expired")} <= faults(looked_at(resealed(late, made.key), [made.root]))


def test_a_second_root_does_not_help(files: Files, made: Made, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A forger with an authority of his own agrees with himself only: against the trusted root everything he signed fails."""
    forger = make(SampleAuthority.create(tmp_path_factory.mktemp("forger"), BEGIN))
    forged = package_files(forger.contents, forger.key, forger.course.at)
    alone = looked_at(forged)
    assert alone.ok
    assert any(check.code == "roots" and check.detail.startswith("from_package") for check in alone.checks)
    found = faults(looked_at(forged, [made.root]))
    assert {code for code, _ in found} >= {"package_signer", "opinion_signature", "ofd_seal"}
    both = files | {"data/证书/根证书-2.pem": layout.write_pem(forger.root)}
    taken = resealed(both, forger.key)
    assert {("package_signer", "certificate_tampered"), ("package_signer", "issuer_unknown")} & faults(looked_at(taken, [made.root]))


def test_codes_of_a_report_are_all_known(files: Files, made: Made) -> None:
    """The words for a report are complete because its codes are a closed list (AE-27)."""
    assert set(PROPERTIES) == set(Item)
    report = looked_at(resealed(files, made.key))
    assert {check.code for check in report.checks} == {item.value for item in Item} - {"signature"}
