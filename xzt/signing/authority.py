"""The sample CA of a trial: root, seal maker and organ seals in a folder of the embedded server.

Every name in it says 示例 (sample). A real installation has its certificates from a licensed CA and its seals from the province's seal
system, and does not use this module. Keys lie in clear, readable by the owner alone: what they sign has no standing.
"""

import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing.certs import Subject, Usage, issue, make_root, read_certificate
from xzt.signing.keys import PrivateKey, PublicKey, SoftwareKey
from xzt.signing.pictures import seal_picture
from xzt.signing.seals import Picture, make_seal, read_seal

SAMPLE = "示例"
_ROOT_NAME, _MAKER_NAME, _HOUSE = "湘政通示例根证书", "湘政通示例制章机构", "湘政通示例认证机构"
_EXCHANGE_NAME = "湘政通示例协同服务器"
_ROOT_YEARS = 20
_PERSON_LIFE, _SEAL_LIFE = timedelta(days=3 * 365), timedelta(days=5 * 365)
_EARLIER = timedelta(hours=1)
"""Certificates begin this much before they are made, so that a client whose clock is behind can use them at once."""


class OrganSeal(Struct, frozen=True):
    """An organ's seal with the key that uses it: certificate (DER) and seal (.esl, DER)."""

    key: PrivateKey
    cert: bytes
    esl: bytes


class SampleAuthority(Struct, frozen=True):
    """The sample CA as loaded from ``folder``; ``root`` is what clients trust (DER)."""

    folder: Path
    root: bytes
    root_key: PrivateKey
    maker: SoftwareKey

    @classmethod
    def create(cls, folder: Path, now: datetime) -> "SampleAuthority":
        """Make root and seal maker in ``folder``; one that is there already is ``Trouble("authority_exists")``."""
        if (folder / "root.crt").exists():
            raise Trouble("authority_exists", path=str(folder))
        root_key, maker_key = PrivateKey.generate(), PrivateKey.generate()
        root = make_root(root_key, _ROOT_NAME, now - _EARLIER, _ROOT_YEARS, SAMPLE)
        until = read_certificate(root).not_after
        subject = Subject(_MAKER_NAME, _HOUSE, "seal-maker", SAMPLE)
        maker = issue(root_key, root, maker_key.public, subject, "seal_maker", now - _EARLIER, until)
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "root.key", root_key.to_pkcs8())
        _write(folder / "maker.key", maker_key.to_pkcs8())
        _write(folder / "maker.crt", maker)
        _write(folder / "root.crt", root)  # last: where it is, the rest is
        return cls(folder, root, root_key, SoftwareKey(maker_key, maker))

    @classmethod
    def load(cls, folder: Path) -> "SampleAuthority":
        """Load what ``create`` made; nothing there is ``Trouble("authority_missing")``."""
        root = _read(folder / "root.crt")
        root_key = PrivateKey.from_pkcs8(_read(folder / "root.key"))
        maker = SoftwareKey(PrivateKey.from_pkcs8(_read(folder / "maker.key")), _read(folder / "maker.crt"))
        if read_certificate(root).public != root_key.public:
            raise Trouble("key_not_of_certificate", path=str(folder))
        return cls(folder, root, root_key, maker)

    def issue_person(self, public: PublicKey, subject: Subject, now: datetime) -> bytes:
        """Issue a person's certificate (DER), marked as a sample."""
        return self._issue(public, subject, "person", now, now + _PERSON_LIFE)

    def issue_archive(self, public: PublicKey, subject: Subject, now: datetime) -> bytes:
        """Issue the certificate (DER) with which an office signs its archive packages, marked as a sample."""
        return self._issue(public, subject, "archive", now, now + _SEAL_LIFE)

    def exchange(self, now: datetime) -> SoftwareKey:
        """Give the key with which the server reads and signs letters, made at the first call; good as long as the root."""
        if not (self.folder / "exchange.crt").exists():
            key = PrivateKey.generate()
            made = self._issue(
                key.public, Subject(_EXCHANGE_NAME, _HOUSE, "exchange"), "exchange", now, read_certificate(self.root).not_after
            )
            _write(self.folder / "exchange.key", key.to_pkcs8())
            _write(self.folder / "exchange.crt", made)  # last: where it is, the rest is
        return SoftwareKey(PrivateKey.from_pkcs8(_read(self.folder / "exchange.key")), _read(self.folder / "exchange.crt"))

    def organ_seal(self, unit_id: str, unit_name: str, now: datetime, font: Path, diameter_mm: int = 42) -> OrganSeal:
        """Give the unit's sample seal, made at the first call and again when it has run out; ``font`` draws its name."""
        folder = self.folder / "seals" / sm3(unit_id.encode())[:32]
        if (folder / "seal.esl").exists():
            held = OrganSeal(PrivateKey.from_pkcs8(_read(folder / "seal.key")), _read(folder / "seal.crt"), _read(folder / "seal.esl"))
            seal = read_seal(held.esl)
            if now <= seal.valid_until and seal.name == unit_name:
                return held
        made = self._make_seal(Subject(unit_name, unit_name, unit_id, SAMPLE), now, font, diameter_mm)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "seal.esl").unlink(missing_ok=True)
        _write(folder / "seal.key", made.key.to_pkcs8())
        _write(folder / "seal.crt", made.cert)
        _write(folder / "seal.esl", made.esl)  # last: where it is, the rest is
        return made

    def _make_seal(self, subject: Subject, now: datetime, font: Path, diameter_mm: int) -> OrganSeal:
        key, until = PrivateKey.generate(), now + _SEAL_LIFE
        cert = self._issue(key.public, subject, "organ_seal", now, until)
        picture = Picture("png", seal_picture(subject.name, diameter_mm, font, SAMPLE), diameter_mm, diameter_mm)
        esl = make_seal(secrets.token_hex(16).upper(), subject.name, picture, [cert], self.maker, now - _EARLIER, until)
        return OrganSeal(key, cert, esl)

    def _issue(self, public: PublicKey, subject: Subject, usage: Usage, now: datetime, until: datetime) -> bytes:
        marked = Subject(subject.name, subject.unit, subject.id, SAMPLE)
        return issue(self.root_key, self.root, public, marked, usage, now - _EARLIER, until)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Trouble("authority_missing", path=str(path)) from error


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for the owner alone."""
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    try:
        number = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
        _settle(path.parent)
    except OSError as error:
        raise Trouble("authority_unwritable", path=str(path)) from error
    finally:
        unfinished.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """Make the names in ``folder`` survive a power cut, where the system can (a lost root makes every certificate worthless)."""
    if os.name == "posix":
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
