"""Checks of what a package says: log, signatures, opinions, text versions, final file, metadata, archival code agree with each other.

They hold even against somebody who changed a file and made all lists and the package's signature anew: what the handlers signed decides.
Bytes and lists are looked at elsewhere.
"""

from collections import Counter

from msgspec import Struct

from xzt.archive import bags, layout
from xzt.archive.agreement import text_faults
from xzt.archive.codes import check_code
from xzt.archive.contents import KIND, Contents, Step, replay
from xzt.archive.metadata import REQUIRED, describe, plain, read_metadata, signed_on
from xzt.archive.package import described
from xzt.archive.report import Check, Fault, Item, Reason, judged
from xzt.archive.telling import differs
from xzt.core.digest import sm3
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.office.dispatch import commands as c
from xzt.office.dispatch.decision import frozen_digest
from xzt.office.dispatch.state import Step as Stage
from xzt.office.log import chain
from xzt.office.people import Directory
from xzt.signing.certs import read_certificate
from xzt.signing.ofd import verify_ofd

_NEEDED_ACTS = ("draft", "submit", "review", "sign_off", "number", "seal", "archive")
"""Acts without which no dispatch has come to be (条例 articles 18 to 27)."""


class Record(Struct, frozen=True):
    """A package's record as read: its contents with the state that its log gives, and the log step by step."""

    contents: Contents
    steps: tuple[Step, ...]
    files: dict[str, bytes]
    roots: tuple[bytes, ...]


def load(files: dict[str, bytes], roots: tuple[bytes, ...]) -> tuple[Record | None, list[Fault]]:
    """Read the record from the package's files; what cannot be read is named and there is no record."""
    if missing := [name for name in layout.PARTS if name not in files]:
        return None, [(name, Reason.MISSING) for name in missing]
    place = layout.LOG
    try:
        log = decode(files[place], layout.Log)
        steps = replay(log.entries)
        place = layout.DIRECTORY
        directory = decode(files[place], Directory)
        place = layout.INFORMATION
        information = decode(files[place], layout.Information)
        place = layout.LOG
        contents = Contents(
            record=information.record,
            state=steps[-1].after,
            ofd=files[layout.FINAL_OFD],
            pdf=files[layout.FINAL_PDF],
            log=log.entries,
            directory=directory,
            roots=_own_roots(files),
            facts=information.facts,
            attached=_below(files, layout.ATTACHED),
            said=_below(files, layout.SAID),
        )
        contents.document  # noqa: B018  reads the text: one that is none must show here
    except Trouble as trouble:
        return None, [(place, f"{Reason.UNREADABLE} {trouble.code}")]
    return Record(contents, steps, files, roots), _spelling_faults(files, log, directory, information)


def _below(files: dict[str, bytes], folder: str) -> dict[str, bytes]:
    return {name.removeprefix(folder): data for name, data in files.items() if name.startswith(folder)}


def check_record(record: Record) -> list[Check]:
    """Run every check of the record."""
    checks = judged(Item.LOG_CHAIN, _chain_faults(record))
    checks += judged(Item.LOG_AGREES, _log_faults(record))
    signatures = [fault for step, path in layout.signed_steps(record.steps) for fault in layout.signature_faults(step, path, record.roots)]
    checks += judged(Item.OPINION_SIGNATURE, signatures, detail=str(len(layout.signed_steps(record.steps))))
    checks += judged(Item.OPINION_BINDING, _binding_faults(record))
    said = _held_faults(layout.said_files(record.contents.state), record.contents.said, layout.SAID)
    checks += judged(Item.OPINION_FILES, _same_files(record, layout.opinion_files(record.steps), layout.OPINIONS) + said)
    checks += judged(Item.VALIDATION_KEPT, _validation_faults(record))
    checks += judged(Item.PROCESS, _process_faults(record))
    checks += judged(Item.TEXT_VERSIONS, _text_faults(record))
    checks += judged(Item.SEALED_FILE, _sealed_faults(record))
    checks += judged(Item.OFD_SEAL, ofd_faults(record.contents.ofd, layout.FINAL_OFD, record.roots))
    checks += judged(Item.OFD_TEXT, text_faults(record.contents, layout.FINAL_OFD))
    checks += _metadata_checks(record)
    return checks + judged(Item.ARCHIVAL_CODE, _code_faults(record), detail=_code(record))


def ofd_faults(ofd: bytes, subject: str, roots: tuple[bytes, ...]) -> list[Fault]:
    """Check the seals of a layout file; each fault names the check and what was found."""
    return [(subject, f"{Reason.OFD} {check.code} {check.detail}".rstrip()) for check in verify_ofd(ofd, roots) if not check.ok]


def _own_roots(files: dict[str, bytes]) -> tuple[bytes, ...]:
    found = []
    for name in sorted(files):
        if name.startswith(layout.ROOTS):
            try:
                found.append(layout.read_pem(files[name]))
            except Trouble:
                continue  # named by the check of the roots
    return tuple(found)


def _spelling_faults(files: dict[str, bytes], log: layout.Log, directory: Directory, information: layout.Information) -> list[Fault]:
    """A value has one spelling: bytes that another reader might understand differently are refused."""
    read = ((layout.LOG, log), (layout.DIRECTORY, directory), (layout.INFORMATION, information))
    faults = [(name, Reason.NOT_CANONICAL.value) for name, value in read if encode(value) != files[name]]
    if log.kind != KIND or log.record != information.record:
        faults.append((layout.LOG, Reason.OTHER_RECORD))
    if information.version != layout.VERSION:
        faults.append((layout.INFORMATION, f"{Reason.FORMAT_WRONG} {information.version}"))
    return faults


def _chain_faults(record: Record) -> list[Fault]:
    previous = ""
    for n, entry in enumerate(record.contents.log, start=1):
        made = chain(record.contents.record, n, entry.act, bytes(entry.events), entry.signed, previous)
        if (entry.n, entry.previous, entry.digest) != (n, previous, made):
            return [(layout.LOG, f"{Reason.CHAIN_BROKEN} {n}")]
        previous = made
    return []


def _log_faults(record: Record) -> list[Fault]:
    """The envelope says the same as the act, the events follow from the command, and time does not run backwards."""
    faults: list[Fault] = []
    for step in record.steps:
        act, envelope = step.entry.act, step.envelope
        same = (act.command, act.person, act.unit, act.device) == (envelope.id, envelope.person, envelope.unit, envelope.device)
        if not same or encode(envelope) != bytes(step.entry.signed.envelope):
            faults.append((layout.LOG, f"{Reason.NOT_EQUAL} {step.entry.n}"))
        if any(differs(step.command, event) for event in step.events):
            faults.append((layout.LOG, f"{Reason.NOT_EQUAL} {step.entry.n}"))
    times = [step.entry.act.at for step in record.steps]
    if times != sorted(times):
        faults.append((layout.LOG, f"{Reason.CHAIN_BROKEN} at"))
    return faults


def _binding_faults(record: Record) -> list[Fault]:
    """Every signature is of this record, by the person it names, and every opinion on the text that lay before that person (W13)."""
    faults: list[Fault] = []
    for step, path in layout.signed_steps(record.steps):
        envelope, subject = step.envelope, f"{path}.json"
        if (envelope.kind, envelope.record) != (KIND, record.contents.record):
            faults.append((subject, f"{Reason.OTHER_RECORD} {envelope.record}"))
        try:
            holder = read_certificate(step.certificate).subject
        except Trouble:
            holder = None  # named by the check of the signature
        person = record.contents.directory.person(envelope.person)
        if holder is not None and holder.id != envelope.person:
            faults.append((subject, f"{Reason.OTHER_PERSON} {holder.name}"))
        if person is None:
            faults.append((layout.DIRECTORY, f"{Reason.MISSING} {envelope.person}"))
        elif holder is not None and holder.name != person.name:
            faults.append((layout.DIRECTORY, f"{Reason.NOT_EQUAL} {person.name}"))
        if isinstance(step.command, c.Review | c.Countersign | c.SignOff) and step.command.text not in _seen(step):
            faults.append((subject, f"{Reason.OTHER_TEXT} {step.command.text[:16]}"))
    return faults


def _seen(step: Step) -> set[str]:
    """Collect the texts that an opinion may have been about: the one before the person, for advice and what came late an earlier one."""
    before = step.before
    if before is None:
        return set()
    late = any(entry.late for entry in step.after.course[len(before.course) :])
    earlier = {version.digest for version in before.versions} if late or isinstance(step.command, c.Countersign) else set()
    return {before.text} | earlier


def _same_files(record: Record, expected: dict[str, bytes], *folders: str) -> list[Fault]:
    """Compare files with what the log says they are; in ``folders`` nothing else may lie."""
    faults: list[Fault] = []
    for name, data in expected.items():
        if name not in record.files:
            faults.append((name, Reason.MISSING))
        elif record.files[name] != data:
            faults.append((name, Reason.NOT_EQUAL))
    return faults + [(name, Reason.ADDED) for name in record.files if name.startswith(folders) and name not in expected]


def _validation_faults(record: Record) -> list[Fault]:
    """What was found when the package was made is found again, and it was good."""
    kept = record.files[layout.VALIDATIONS]
    again = layout.validate(record.steps, record.contents.roots)
    if kept != encode(again):
        return [(layout.VALIDATIONS, Reason.NOT_EQUAL)]
    return [(layout.VALIDATIONS, f"{fault} {one.file}") for one in again for fault in one.faults]


def _process_faults(record: Record) -> list[Fault]:
    state = record.contents.state
    done = {entry.action for entry in state.course}
    faults = [(layout.LOG, f"{Reason.STEP_MISSING} {act}") for act in _NEEDED_ACTS if act not in done]
    if state.step is not Stage.ARCHIVED:
        faults.append((layout.LOG, f"{Reason.STEP_MISSING} {state.step}"))
    return faults


def _text_faults(record: Record) -> list[Fault]:
    """Text and files are those that were frozen last, and the sign-off that stands was on them."""
    faults = _same_files(record, layout.text_files(record.steps, record.contents.document), layout.DRAFTS)
    attached = {file.name: file.digest for file in record.contents.state.attached}
    faults += _held_faults(attached, record.contents.attached, layout.ATTACHED)
    frozen = frozen_digest(record.files[layout.TEXT], record.contents.state.attached)
    if frozen != record.contents.state.text:
        faults.append((layout.TEXT, Reason.OTHER_TEXT))
    signed = [step.command.text for step in record.steps if isinstance(step.command, c.SignOff)]
    if not signed or signed[-1] != frozen:
        faults.append((layout.TEXT, f"{Reason.OTHER_TEXT} sign_off"))
    return faults


def _held_faults(named: dict[str, str], held: dict[str, bytes], folder: str) -> list[Fault]:
    """Hold files against the digests that the record names."""
    faults: list[Fault] = [(f"{folder}{name}", Reason.MISSING) for name in named if name not in held]
    for name, data in held.items():
        if name not in named:
            faults.append((f"{folder}{name}", Reason.ADDED))
        elif sm3(data) != named[name]:
            faults.append((f"{folder}{name}", Reason.NOT_EQUAL))
    return faults


def _sealed_faults(record: Record) -> list[Fault]:
    seal = record.contents.state.seal
    return [] if seal and seal.sealed == sm3(record.contents.ofd) else [(layout.FINAL_OFD, Reason.NOT_EQUAL)]


def _metadata_checks(record: Record) -> list[Check]:
    subject = layout.METADATA
    try:
        found = read_metadata(record.files[subject])
        payload = {name: record.files[name] for name in bags.payload_files(record.files)}
        expected = plain(describe(described(record.contents, record.steps, payload)))
    except Trouble as trouble:
        return judged(Item.METADATA, [(subject, f"{Reason.UNREADABLE} {trouble.code}")])
    there, wanted = Counter(found), Counter(expected)
    differing = dict.fromkeys(path for path, _ in [*(wanted - there), *(there - wanted)])
    faults = [(subject, f"{Reason.NOT_EQUAL} {path}") for path in differing]
    if not faults and found != expected:
        faults = [(subject, f"{Reason.NOT_EQUAL} order")]
    filled = {path for path, value in found if value.strip()}
    lacking = [(subject, f"{Reason.MISSING} {path}") for path in REQUIRED if path not in filled]
    return judged(Item.METADATA, faults, detail=str(len(found))) + judged(Item.METADATA_COMPLETE, lacking)


def _code_faults(record: Record) -> list[Fault]:
    """The code is written as the fonds writes it, says what the record says, and is the same everywhere."""
    archival, facts = record.contents.state.archival, record.contents.facts
    if archival is None:
        return [(layout.LOG, Reason.MISSING)]
    unit = record.contents.directory.unit(record.contents.state.unit)
    expected = {"fonds": facts.fonds, "category": facts.category, "retention": archival.retention}
    expected["year"] = signed_on(record.contents.state)[:4]
    if unit is not None and unit.organisation:
        expected["organisation"] = unit.organisation
    faults: list[Fault] = [(layout.LOG, f"{Reason.NOT_EQUAL} {part}") for part in check_code(archival.code, facts.pattern, expected)]
    try:
        info = bags.read_info(record.files.get(bags.INFO, b""))
    except Trouble:
        info = {}
    stated = {
        "External-Identifier": archival.code,
        "Internal-Sender-Identifier": record.contents.record,
        "Source-Organization": facts.unit_name,
        "Package-Version": layout.VERSION,
    }
    faults += [(bags.INFO, f"{Reason.NOT_EQUAL} {label}") for label, value in stated.items() if info.get(label) != value]
    return faults


def _code(record: Record) -> str:
    archival = record.contents.state.archival
    return archival.code if archival else ""
