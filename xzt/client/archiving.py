"""归档 from the client's side.

A package is made of what the store holds and of the log, which the server gives; checking needs neither.
"""

import ssl
from base64 import b64decode
from pathlib import Path

from msgspec import structs

from xzt.archive.checks import verify as verify_package
from xzt.archive.contents import Contents, Facts, LogEntry
from xzt.archive.layout import said_files
from xzt.archive.package import write_package
from xzt.archive.report import Check, Item, Report
from xzt.client import documents
from xzt.client.documents import document_of, issuance_of, pages, profile_of, seal_pictures
from xzt.client.jobs import Job, Progress
from xzt.client.session import Client
from xzt.core.errors import Refusal, Trouble
from xzt.docs.render.pdf import write_pdf
from xzt.office.dispatch.commands import RecordPackage
from xzt.office.dispatch.state import Dispatch
from xzt.sync.engine.wire import fetch_log

__all__ = ["Check", "checks", "make_package", "verify"]

STEPS = 4


def make_package(client: Client, record: str, folder: Path) -> Job[Path]:
    """Make the archive package of a record in ``folder`` and record its digest. The server is needed once, for the log."""
    return client.jobs.run("package", lambda progress: _make(client, record, folder, progress))


def checks(path: Path) -> tuple[Check, ...]:
    """Check a package or a signed document by what is in it alone."""
    return verify(path, []).checks


def verify(path: Path, roots: list[Path]) -> Report:
    """Check a package or a signed document; ``roots`` are PEM files of root certificates to trust.

    Where none is given, those in the package are taken, or the one exported beside the document; the report says which.
    """
    beside = path.with_suffix(documents.ROOT_ENDING)
    if roots or not path.is_file() or not beside.is_file():
        return verify_package(path, [_root(root) for root in roots] or None)
    report = verify_package(path, [_root(beside)])
    checks = (structs.replace(check, detail="from_folder") if check.code == Item.ROOTS else check for check in report.checks)
    return structs.replace(report, checks=tuple(checks))


def _root(path: Path) -> bytes:
    try:
        return ssl.PEM_cert_to_DER_cert(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise Trouble("root_unreadable", path=str(path), detail=str(error)) from error


def _make(client: Client, record: str, folder: Path, progress: Progress) -> Path:
    state = client.record("dispatch", record)
    if not isinstance(state, Dispatch) or state.seal is None or state.archival is None:
        raise Trouble("not_archived")
    progress.step(0, STEPS)
    ofd = client.blob(state.seal.sealed)
    if ofd is None:
        raise Trouble("blob_missing", retry=True)
    attached = {file.name: client.blob(file.digest) for file in state.attached}
    said = {name: client.blob(digest) for name, digest in said_files(state).items()}
    if None in (*attached.values(), *said.values()):
        raise Trouble("attachment_missing", retry=True)
    log = fetch_log(client.profile.server, client.token(), "dispatch", record)
    progress.step(1, STEPS)
    pdf = _pdf(state, ofd)
    progress.step(2, STEPS)
    unit = client.directory.unit(state.unit)
    facts = Facts(unit_name=unit.name if unit else state.unit, fonds=unit.fonds if unit else "")
    contents = Contents(
        record=record,
        state=state,
        ofd=ofd,
        pdf=pdf,
        log=tuple(LogEntry(entry.n, entry.act, entry.events, entry.signed, entry.previous, entry.digest) for entry in log.entries),
        directory=client.directory,
        roots=tuple(b64decode(root) for root in client.roots()),
        facts=facts,
        attached={name: data for name, data in attached.items() if data is not None},
        said={name: data for name, data in said.items() if data is not None},
    )
    progress.step(3, STEPS)
    target = folder / "package"
    manifest = write_package(contents, target, client.key, client.now())
    outcome = client.submit("dispatch", record, RecordPackage(manifest)).result()
    if isinstance(outcome, Refusal):
        raise Trouble("package_not_recorded", reason=outcome.code)
    progress.step(STEPS, STEPS)
    return target


def _pdf(state: Dispatch, ofd: bytes) -> bytes:
    document = document_of(state)
    model = pages(document, issuance_of(state), profile_of(state), seal_pictures(ofd))
    if state.sealed_at is None:
        raise Trouble("not_archived")
    return write_pdf(model, document.title.replace("\n", ""), state.sealed_at)
