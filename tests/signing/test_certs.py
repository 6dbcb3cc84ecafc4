"""Certificates (P24, P25): accepted by ``openssl``, refused when expired, foreign, misused or changed in any bit."""

import base64
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzt.core.errors import Trouble
from xzt.signing.certs import Subject, check_chain, issue, make_root, read_certificate
from xzt.signing.der import check_der
from xzt.signing.keys import PrivateKey, SoftwareKey

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
UNTIL = NOW + timedelta(days=365)
ROOT_KEY, KEY = PrivateKey.generate(), PrivateKey.generate()
ROOT = make_root(ROOT_KEY, "示例根证书", NOW - timedelta(days=1), 20, "示例")
SUBJECT = Subject("样例甲", "湖南省示例办公厅", "person-1", "示例")
CERT = issue(ROOT_KEY, ROOT, KEY.public, SUBJECT, "person", NOW, UNTIL)


def pem_of(der: bytes) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(der).decode()}-----END CERTIFICATE-----\n"


def test_openssl_accepts_them(tmp_path: Path) -> None:
    """``openssl x509`` reads the certificate and ``openssl verify`` believes it, with the strict rules of RFC 5280."""
    (tmp_path / "root.pem").write_text(pem_of(ROOT))
    (tmp_path / "cert.pem").write_text(pem_of(CERT))
    shown = subprocess.run(
        ["openssl", "x509", "-in", "cert.pem", "-noout", "-text", "-nameopt", "utf8"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "SM2-with-SM3" in shown
    assert "CN=样例甲" in shown
    assert "OU=示例" in shown
    options = ["-vfyopt", "distid:1234567812345678", "-x509_strict", "-attime", str(int(NOW.timestamp())), "-CAfile", "root.pem"]
    subprocess.run(["openssl", "verify", *options, "cert.pem"], cwd=tmp_path, check=True, capture_output=True)
    (tmp_path / "wrong.pem").write_text(pem_of(make_root(KEY, "示例根证书", NOW - timedelta(days=1), 20, "示例")))
    refused = subprocess.run(["openssl", "verify", *options[:-1], "wrong.pem", "cert.pem"], cwd=tmp_path, check=False, capture_output=True)
    assert refused.returncode != 0


def test_what_openssl_issues_is_read(tmp_path: Path) -> None:
    """A root that ``openssl req`` made is trusted as ours are."""
    (tmp_path / "key.der").write_bytes(ROOT_KEY.to_pkcs8())
    make = ["openssl", "req", "-x509", "-new", "-key", "key.der", "-keyform", "DER", "-sm3", "-sigopt", "distid:1234567812345678"]
    make += ["-subj", "/CN=sample", "-days", "3650", "-outform", "DER", "-addext", "keyUsage=critical,keyCertSign"]
    root = subprocess.run(make, cwd=tmp_path, check=True, capture_output=True).stdout
    read = read_certificate(root)
    assert (read.usage, read.subject.name, read.public) == ("ca", "sample", ROOT_KEY.public)
    cert = issue(ROOT_KEY, root, KEY.public, SUBJECT, "person", read.not_before, UNTIL)
    assert check_chain(cert, [root], read.not_before, "person") == []
    assert check_chain(root, [root], read.not_before) == []


def test_it_says_what_was_put_in() -> None:
    read = read_certificate(CERT)
    assert read.subject == SUBJECT
    assert read.issuer == "示例根证书"
    assert (read.not_before, read.not_after) == (NOW, UNTIL)
    assert read.public == KEY.public
    assert read.usage == "person"
    assert len(read.fingerprint) == 64
    assert read.serial > 2**125
    assert read_certificate(issue(ROOT_KEY, ROOT, KEY.public, SUBJECT, "person", NOW, UNTIL)).serial != read.serial


@pytest.mark.parametrize("usage", ["person", "organ_seal", "seal_maker", "archive"])
def test_a_use_is_kept_to(usage: str) -> None:
    """P24: a certificate for one use is no good for another, and a root signs no documents."""
    assert check_chain(CERT, [ROOT], NOW, usage) == ([] if usage == "person" else ["certificate_usage_wrong"])  # type: ignore[arg-type]  # a literal of the table
    assert check_chain(ROOT, [ROOT], NOW, usage) == ["certificate_usage_wrong"]  # type: ignore[arg-type]  # a literal of the table


def test_dates_are_kept_to() -> None:
    second = timedelta(seconds=1)
    assert check_chain(CERT, [ROOT], NOW) == check_chain(CERT, [ROOT], UNTIL) == []
    assert check_chain(CERT, [ROOT], NOW - second) == ["certificate_not_yet_valid"]
    assert check_chain(CERT, [ROOT], UNTIL + second) == ["certificate_expired"]
    assert check_chain(CERT, [ROOT], NOW + timedelta(days=30 * 365)) == ["certificate_expired", "issuer_expired"]
    assert check_chain(CERT, [ROOT], NOW - timedelta(days=3)) == ["certificate_not_yet_valid", "issuer_not_yet_valid"]


def test_only_trusted_issuers_count() -> None:
    """P24: another root, another root of the same name, a holder who issues, a broken root."""
    stranger = PrivateKey.generate()
    assert check_chain(CERT, [], NOW) == ["issuer_unknown"]
    assert check_chain(CERT, [make_root(stranger, "另一示例根", NOW, 5)], NOW) == ["issuer_unknown"]
    assert check_chain(CERT, [make_root(stranger, "示例根证书", NOW, 5, "示例")], NOW) == ["certificate_tampered"]
    assert check_chain(CERT, [make_root(stranger, "示例根证书", NOW, 5, "示例"), ROOT], NOW) == []
    below = issue(KEY, CERT, stranger.public, Subject("样例乙", "示例", "p2"), "person", NOW, UNTIL)
    assert check_chain(below, [ROOT], NOW) == ["issuer_unknown"]
    assert check_chain(below, [ROOT, CERT], NOW) == ["issuer_not_ca"]
    assert check_chain(CERT, [b"junk"], NOW) == ["root_malformed"]


def test_every_flipped_bit_is_found() -> None:
    """P24: no bit of a certificate can change unnoticed, in its signature and the spelling of its DER too."""
    for _ in range(2):  # other serial numbers and signatures end on other bits
        cert = issue(ROOT_KEY, ROOT, KEY.public, SUBJECT, "person", NOW, UNTIL)
        assert check_chain(cert, [ROOT], NOW, "person") == []
        missed = [bit for bit in range(len(cert) * 8) if check_chain(flip(cert, bit), [ROOT], NOW, "person") == []]
        assert missed == []


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300), at=st.integers(0, 500))
def test_rubbish_is_malformed(data: bytes, at: int) -> None:
    """RS-13: bytes of any kind, alone or inside a certificate, are a code, never another exception."""
    assert check_chain(data, [ROOT], NOW) == ["certificate_malformed"]
    assert check_chain(CERT[:at] + data + CERT[at + len(data) + 1 :], [ROOT], NOW) != []
    assert check_chain(CERT + data + b"\0", [ROOT], NOW) == ["certificate_malformed"]


@pytest.mark.parametrize(
    "text",
    [
        "", "30", "3080", "30800000", "308103020101", "30820003020101", "300402020001", "30030201", "3003020101ff", "0200", "0202ff80",
        "020200ff7f", "010101", "0300", "030101", "03020801", "03020101", "2403040100", "1f8101", "0000", "3003310101", "1000", "3f0100",
    ],
)  # fmt: skip
def test_der_is_one_spelling(text: str) -> None:
    """X.690 10, 11: indefinite and long lengths, padded numbers, loose booleans and bits, strings in pieces, high tags, trailing bytes."""
    with pytest.raises(Trouble, match="der_malformed"):
        check_der(bytes.fromhex(text))


@pytest.mark.parametrize(
    "text", ["3000", "0101ff", "010100", "020100", "0202ff7f", "02020080", "030100", "03020780", "0500", "a003020101", "0481" + "80" * 129]
)
def test_der_is_taken(text: str) -> None:
    check_der(bytes.fromhex(text))


def test_der_has_a_floor() -> None:
    """RS-12: depth is bounded."""
    data = b""
    for _ in range(40):
        data = bytes([0x30, len(data)]) + data
    with pytest.raises(Trouble, match="der_malformed"):
        check_der(data)


def test_a_holder_has_key_and_certificate() -> None:
    holder = SoftwareKey(KEY, CERT)
    assert read_certificate(holder.certificate).public == KEY.public
