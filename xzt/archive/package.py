"""Write an archive package: a folder that a person reads with a file browser and that is a BagIt bag at the same time (R3, RS-28).

Deterministic but for the archivist's signature and the time. Trouble codes: ``package_contradicts`` (what is to be packed does not agree
with itself), ``package_exists``, ``package_unwritable``, ``key_not_of_certificate``.
"""

import os
import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path

from msgspec import structs

from xzt.archive import bags, layout
from xzt.archive.contents import KIND, Contents, Step, extract, replay
from xzt.archive.metadata import Described, describe, write_metadata
from xzt.archive.sheet import handling_sheet
from xzt.core.calendar import BEIJING
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Trouble
from xzt.docs.render.ofd_reading import page_texts
from xzt.office.dispatch.state import Step as Stage
from xzt.office.log import chain
from xzt.signing.certs import read_certificate
from xzt.signing.keys import KeyHolder, verify

ABOUT_TEMPLATE = Path(__file__).resolve().parents[2] / "resources" / "archive" / "about.txt"
_SAMPLE = "示例数据　无法律效力"


def write_package(contents: Contents, folder: Path, signer: KeyHolder, now: datetime) -> str:
    """Write the package as ``folder``, whole or not at all; gives the SM3 of its payload manifest (``manifest-sm3.txt``)."""
    files = package_files(contents, signer, now)
    if folder.exists():
        raise Trouble("package_exists", path=str(folder))
    unfinished = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.new")
    try:
        for name, data in files.items():
            _write(unfinished / name, data)
        _settle(unfinished)
        unfinished.rename(folder)
        _sync(folder.parent)
    except OSError as error:
        raise Trouble("package_unwritable", path=str(folder)) from error
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return sm3(files["manifest-sm3.txt"])


def package_files(contents: Contents, signer: KeyHolder, now: datetime) -> dict[str, bytes]:
    """Make all files of the package, by path."""
    files = payload(contents)
    state = contents.state
    number, code = state.number.printed() if state.number else "", state.archival.code if state.archival else ""
    title = contents.document.title.replace("\n", "")
    stamp = now.astimezone(UTC).replace(microsecond=0)
    about = ABOUT_TEMPLATE.read_text(encoding="utf-8").format(
        code=code,
        title=title,
        number=number,
        unit=contents.facts.unit_name,
        time=f"{stamp.astimezone(BEIJING):%Y-%m-%d %H:%M}",
        sample=_SAMPLE if contents.directory.sample else "",
    )
    info = [
        ("Source-Organization", contents.facts.unit_name),
        ("External-Description", title),
        ("External-Identifier", code),
        ("Internal-Sender-Identifier", contents.record),
        ("Bagging-Date", f"{stamp:%Y-%m-%d}"),
        ("Signing-Time", stamp.isoformat()),
        ("Payload-Oxum", bags.oxum(files)),
        ("Package-Version", layout.VERSION),
    ]
    return seal_files({**files, layout.ABOUT: about.rstrip().encode() + b"\n", bags.INFO: bags.write_info(info)}, signer)


def seal_files(files: dict[str, bytes], signer: KeyHolder) -> dict[str, bytes]:
    """Add declaration, manifests and tag manifests, and sign the last of them, which covers them all."""
    names = bags.payload_files(files)
    files = {**files, bags.BAGIT: bags.DECLARATION}
    files |= {f"manifest-{algorithm}.txt": bags.write_manifest(files, names, algorithm) for algorithm in bags.ALGORITHMS}
    tags = bags.tag_files(files)
    files |= {f"tagmanifest-{algorithm}.txt": bags.write_manifest(files, tags, algorithm) for algorithm in bags.ALGORITHMS}
    signature = signer.sign(files[bags.SIGNED])
    if not verify(read_certificate(signer.certificate).public, files[bags.SIGNED], signature):
        raise Trouble("key_not_of_certificate")
    return {**files, bags.SIGNATURE: signature, bags.CERTIFICATE: layout.write_pem(signer.certificate)}


def payload(contents: Contents) -> dict[str, bytes]:
    """Make the files below ``data/``."""
    steps = replay(contents.log)
    _agree(contents, steps)
    contents = structs.replace(contents, directory=extract(contents.directory, contents.state, contents.log))
    files = {
        layout.FINAL_OFD: contents.ofd,
        layout.FINAL_PDF: contents.pdf,
        **layout.text_files(steps, contents.document),
        layout.SHEET: handling_sheet(contents.state, contents.directory),
        **layout.opinion_files(steps),
        **{f"{layout.ATTACHED}{name}": data for name, data in contents.attached.items()},
        **{f"{layout.SAID}{name}": data for name, data in contents.said.items()},
        layout.LOG: encode(layout.Log(KIND, contents.record, contents.log)),
        layout.DIRECTORY: encode(contents.directory),
        layout.INFORMATION: encode(layout.Information(layout.VERSION, contents.record, contents.facts)),
        layout.VALIDATIONS: encode(layout.validate(steps, contents.roots)),
        **{f"{layout.ROOTS}根证书-{n}.pem": layout.write_pem(root) for n, root in enumerate(contents.roots, start=1)},
    }
    files[layout.METADATA] = write_metadata(describe(described(contents, steps, files)))
    return files


def described(contents: Contents, steps: tuple[Step, ...], files: dict[str, bytes]) -> Described:
    """Gather what the metadata is derived from; ``files`` is the payload."""
    return Described(
        record=contents.record,
        state=contents.state,
        steps=steps,
        directory=contents.directory,
        facts=contents.facts,
        pages=len(page_texts(contents.ofd)),
        files=tuple((name, len(files[name])) for name in bags.payload_files(files) if name != layout.METADATA),
        signatures=layout.signed_steps(steps),
    )


def _agree(contents: Contents, steps: tuple[Step, ...]) -> None:
    """Refuse to pack what does not agree with itself: log, state, final file."""
    state = contents.state
    previous = ""
    for n, entry in enumerate(contents.log, start=1):
        made = chain(contents.record, n, entry.act, bytes(entry.events), entry.signed, previous)
        if (entry.n, entry.previous, entry.digest) != (n, previous, made):
            raise Trouble("package_contradicts", part="log")
        previous = made
    if not steps or encode(steps[-1].after) != encode(state):
        raise Trouble("package_contradicts", part="state")
    if state.step is not Stage.ARCHIVED or state.archival is None or state.number is None:
        raise Trouble("package_contradicts", part="step")
    if state.seal is None or state.seal.sealed != sm3(contents.ofd):
        raise Trouble("package_contradicts", part="ofd")
    if not contents.roots:
        raise Trouble("package_contradicts", part="roots")


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _settle(root: Path) -> None:
    """Make the names durable too, before the folder gets its own."""
    for folder, _, _ in os.walk(root):
        _sync(Path(folder))


def _sync(folder: Path) -> None:
    if os.name == "posix":  # Windows has no handle of a folder to flush
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
