"""Where everything lies in a package (rule R3: names that a person understands), and the files that follow from the record alone.

Names are NFC and below 60 bytes, so that every file system and zip tool keeps them.
"""

import base64
from datetime import datetime

from msgspec import Struct

from xzt.archive.bags import PAYLOAD
from xzt.archive.contents import Facts, LogEntry, Step, frozen_texts
from xzt.archive.terms import SIGNED_ACTS
from xzt.core.errors import Trouble
from xzt.docs.model import OfficialDocument, text_of
from xzt.office.act import opinion_files as handed_in
from xzt.office.dispatch.state import Dispatch
from xzt.signing.certs import check_chain, read_certificate
from xzt.signing.keys import verify

VERSION = "1"
ABOUT = "说明.txt"
FINAL_OFD = f"{PAYLOAD}正本.ofd"
FINAL_PDF = f"{PAYLOAD}正本.pdf"
TEXT = f"{PAYLOAD}定稿.json"
PLAIN_TEXT = f"{PAYLOAD}定稿.txt"
SHEET = f"{PAYLOAD}处理单.pdf"
METADATA = f"{PAYLOAD}元数据.xml"
LOG = f"{PAYLOAD}日志.json"
DIRECTORY = f"{PAYLOAD}名录.json"
INFORMATION = f"{PAYLOAD}归档信息.json"
VALIDATIONS = f"{PAYLOAD}验证记录.json"
DRAFTS = f"{PAYLOAD}过程稿/"
OPINIONS = f"{PAYLOAD}意见/"
ATTACHED = f"{PAYLOAD}随文文件/"
SAID = f"{PAYLOAD}意见附件/"
ROOTS = f"{PAYLOAD}证书/"
ROOTS_FOLDER = "证书"
PARTS = (FINAL_OFD, FINAL_PDF, TEXT, PLAIN_TEXT, SHEET, METADATA, LOG, DIRECTORY, INFORMATION, VALIDATIONS)
"""Files that no package may lack, beside at least one root."""

_PEM_HEAD, _PEM_FOOT = "-----BEGIN CERTIFICATE-----\n", "-----END CERTIFICATE-----\n"


def said_files(state: Dispatch) -> dict[str, str]:
    """Name the files that were handed in with opinions (FLW-14), each with its digest; two of one name are told apart by it."""
    return {f"{file.digest[:8]}_{file.name}": file.digest for file in handed_in(state.course)}


class Log(Struct, frozen=True):
    """The record's log as it lies in the package."""

    kind: str
    record: str
    entries: tuple[LogEntry, ...]


class Information(Struct, frozen=True):
    """What the package says of itself: form, record, the archive's facts."""

    version: str
    record: str
    facts: Facts


class Validation(Struct, frozen=True):
    """What checking one signature gave when the package was made, as of the time of signing (R5, DA/T 97-2023)."""

    file: str
    person: str
    signer: str
    unit: str
    certificate: str
    """SM3 of the certificate."""
    issuer: str
    at: datetime
    faults: tuple[str, ...] = ()


def signed_steps(steps: tuple[Step, ...]) -> tuple[tuple[Step, str], ...]:
    """Give every step that carries or needs a signature with the path of its files, without the ending."""
    return tuple(
        (step, f"{OPINIONS}{step.entry.n:03d}-{SIGNED_ACTS.get(type(step.command).__name__, '办理')}")
        for step in steps
        if step.must_be_signed or step.entry.signed.signature
    )


def opinion_files(steps: tuple[Step, ...]) -> dict[str, bytes]:
    """Give the files of the signed steps: exactly the signed bytes, the signature, the certificate."""
    files: dict[str, bytes] = {}
    for step, path in signed_steps(steps):
        files[f"{path}.json"] = bytes(step.entry.signed.envelope)
        files[f"{path}.sig"] = step.signature
        files[f"{path}.pem"] = write_pem(step.certificate)
    return files


def text_files(steps: tuple[Step, ...], document: OfficialDocument) -> dict[str, bytes]:
    """Give the text that was signed off, canonical and plain, and the versions submitted before it."""
    *drafts, final = frozen_texts(steps)
    files = {f"{DRAFTS}第{number}稿.json": text for number, text in enumerate(drafts, start=1)}
    return {TEXT: final, PLAIN_TEXT: plain_text(document).encode(), **files}


def plain_text(document: OfficialDocument) -> str:
    """Write the text of a document in reading order, a line an element."""
    lines = [document.title.replace("\n", "")]
    lines += [f"{document.recipients}："] if document.recipients else []
    lines += [text_of(block) for block in document.blocks]
    lines += ["、".join(document.signers)] if document.signers else []
    lines += [f"（{document.note}）"] if document.note else []
    for attachment in document.attachments:
        lines += ["", *([attachment.label] if attachment.label else []), attachment.title.replace("\n", "")]
        lines += [text_of(block) for block in attachment.blocks]
    return "\n".join([*lines, ""])


def validate(steps: tuple[Step, ...], roots: tuple[bytes, ...]) -> tuple[Validation, ...]:
    """Check every signature as of its time and say what was found."""
    found = []
    for step, path in signed_steps(steps):
        faults = tuple(fault for _, fault in signature_faults(step, path, roots))
        try:
            certificate = read_certificate(step.certificate)
        except Trouble:
            found.append(Validation(f"{path}.json", step.envelope.person, "", "", "", "", step.entry.act.at, faults))
            continue
        subject = certificate.subject
        found.append(
            Validation(
                f"{path}.json",
                step.envelope.person,
                subject.name,
                subject.unit,
                certificate.fingerprint,
                certificate.issuer,
                step.entry.act.at,
                faults,
            )
        )
    return tuple(found)


def signature_faults(step: Step, path: str, roots: tuple[bytes, ...]) -> list[tuple[str, str]]:
    """Name what is wrong with one signature: file and code."""
    if not step.signature or not step.certificate:
        return [(f"{path}.sig", "signature_missing")]
    try:
        public = read_certificate(step.certificate).public
    except Trouble as trouble:
        return [(f"{path}.pem", trouble.code)]
    faults = [(f"{path}.pem", code) for code in check_chain(step.certificate, roots, step.entry.act.at, "person")]
    if not verify(public, bytes(step.entry.signed.envelope), step.signature):
        faults.append((f"{path}.sig", "signature_wrong"))
    return faults


def write_pem(der: bytes) -> bytes:
    """Write a certificate as PEM, 64 columns."""
    text = base64.b64encode(der).decode("ascii")
    lines = "".join(f"{text[start : start + 64]}\n" for start in range(0, len(text), 64))
    return f"{_PEM_HEAD}{lines}{_PEM_FOOT}".encode("ascii")


def read_pem(data: bytes) -> bytes:
    """Read what ``write_pem`` writes; any other spelling is ``Trouble("certificate_malformed")``."""
    try:
        text = data.decode("ascii")
        der = base64.b64decode(text.removeprefix(_PEM_HEAD).removesuffix(_PEM_FOOT))
    except ValueError as error:
        raise Trouble("certificate_malformed") from error
    if not der or write_pem(der) != data:
        raise Trouble("certificate_malformed")
    return der
