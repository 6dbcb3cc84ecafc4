"""Signed PDFs: the signed bytes, who signed, and whether the house knows him (RCV-06); the samples are signed by other libraries."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, core
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given
from hypothesis import strategies as st

from tests.signing.conftest import NOW, authority
from xzt.core.digest import sm3
from xzt.signing.authority import SampleAuthority
from xzt.signing.certs import Subject, issue, make_root
from xzt.signing.keys import PrivateKey
from xzt.signing.pdf import PdfSignature, check_pdf, is_signed

__all__ = ["authority"]
ROOM = 12000
_FIXED = "[0 %010d %010d %010d]"


def with_room() -> tuple[bytes, int]:
    """A PDF of one empty page with room for a signature, its range filled in; gives where the room begins."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Annots[4 0 R]>>",
        "<</Type/Annot/Subtype/Widget/FT/Sig/T(s)/Rect[0 0 0 0]/P 3 0 R/V 5 0 R>>",
        f"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange {_FIXED % (0, 0, 0)}/Contents <{'0' * ROOM}>>>",
    ]
    text, places = "%PDF-1.7\n", []
    for n, body in enumerate(objects, start=1):
        places.append(len(text))
        text += f"{n} 0 obj{body}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    text += f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF\n"
    gap = text.index("/Contents <") + len("/Contents ")
    after = gap + ROOM + 2
    return text.replace(_FIXED % (0, 0, 0), _FIXED % (gap, after, len(text) - after)).encode(), gap


def signed(sign: Any) -> bytes:
    pdf, gap = with_room()
    made = bytes(sign(pdf[:gap] + pdf[gap + ROOM + 2 :])).hex().encode()
    return pdf[: gap + 1] + made + b"0" * (ROOM - len(made)) + pdf[gap + 1 + ROOM :]


def by_cryptography(key: Any, name: str = "Sample Organ") -> bytes:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(7)
    cert = made.not_valid_before(datetime(2020, 1, 1)).not_valid_after(datetime(2040, 1, 1)).sign(key, hashes.SHA256())  # noqa: DTZ001
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]

    def sign(content: bytes) -> bytes:
        return pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(cert, key, hashes.SHA256()).sign(Encoding.DER, options)

    return signed(sign)


@pytest.fixture(scope="module")
def by_rsa() -> bytes:
    return by_cryptography(rsa.generate_private_key(65537, 2048))


def by_sm2(key: PrivateKey, certificate: bytes, content_type: str) -> bytes:
    def sign(content: bytes) -> bytes:
        digest = {"algorithm": "1.2.156.10197.1.401"}
        attributes = cms.CMSAttributes(
            [
                cms.CMSAttribute({"type": "content_type", "values": ["data"]}),
                cms.CMSAttribute({"type": "signing_time", "values": [cms.Time({"utc_time": core.UTCTime(NOW)})]}),
                cms.CMSAttribute({"type": "message_digest", "values": [bytes.fromhex(sm3(content))]}),
            ]
        )
        held = cms.Certificate.load(certificate)
        sid = cms.IssuerAndSerialNumber({"issuer": held.issuer, "serial_number": held.serial_number})
        signer = {
            "version": "v1",
            "sid": cms.SignerIdentifier({"issuer_and_serial_number": sid}),
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "1.2.156.10197.1.301.1"},
            "signature": key.sign(attributes.dump()),
        }
        whole = {
            "version": "v1",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data"},
            "certificates": [held],
            "signer_infos": [signer],
        }
        inner = cms.SignedData(whole)
        if content_type == "signed_data":
            return bytes(cms.ContentInfo({"content_type": "signed_data", "content": inner}).dump())
        body = bytes(inner.dump())
        tagged = bytes(core.ObjectIdentifier(content_type).dump()) + b"\xa0\x82" + len(body).to_bytes(2) + body
        return b"\x30\x82" + len(tagged).to_bytes(2) + tagged

    return signed(sign)


def test_rcv_06_the_sample_is_a_signature_to_another_reader(by_rsa: bytes, tmp_path: Path) -> None:
    """What is tried here is what others make: poppler finds the signature valid, and the changed one not."""
    for name, data, words in (("a", by_rsa, "Signature is Valid"), ("b", by_rsa.replace(b"842", b"843"), "Digest Mismatch")):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(data)
        assert words in subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout


@pytest.mark.parametrize("kind", ["rsa", "ecdsa"])
def test_rcv_06_who_signed_is_said_and_a_stranger_is_told_apart(by_rsa: bytes, kind: str) -> None:
    """RCV-06: whole, signed by somebody for whom no root of the house vouches."""
    pdf = by_rsa if kind == "rsa" else by_cryptography(ec.generate_private_key(ec.SECP256R1()))
    (found,) = check_pdf(pdf, ())
    assert (found.by, found.faults) == ("Sample Organ", ("issuer_unknown",))
    assert found.at is not None


@pytest.mark.parametrize("content_type", ["signed_data", "1.2.156.10197.6.1.4.2.2"])
def test_rcv_06_sm2_under_a_root_of_the_house_is_valid_as_of_then(authority: SampleAuthority, content_type: str) -> None:
    """RCV-06: SM2 over SM3 in CMS and in that of GB/T 35275; another root does not vouch for it."""
    root_key, key = PrivateKey.generate(), PrivateKey.generate()
    root = make_root(root_key, "样例根", datetime(2026, 1, 1, tzinfo=UTC), 10)
    until = datetime(2027, 1, 1, tzinfo=UTC)
    organ, since = Subject("样例机关", "样例机关", "u"), datetime(2026, 1, 1, tzinfo=UTC)
    certificate = issue(root_key, root, key.public, organ, "organ_seal", since, until)
    pdf = by_sm2(key, certificate, content_type)
    assert check_pdf(pdf, (root,)) == (PdfSignature("样例机关", NOW),)
    assert check_pdf(pdf, (authority.root,))[0].faults == ("issuer_unknown",)
    assert check_pdf(pdf.replace(b"842", b"843"), (root,))[0].faults == ("digests",)
    other = by_sm2(PrivateKey.generate(), certificate, content_type)
    assert check_pdf(other, (root,))[0].faults == ("signature_wrong",)


def test_rcv_06_what_was_added_afterwards_is_told(by_rsa: bytes) -> None:
    """RCV-06: an addition leaves the signed bytes as they are and changes what is shown: never said to be whole."""
    assert "appended" in check_pdf(by_rsa + b"6 0 obj<<>>endobj\n%%EOF\n", ())[0].faults
    assert "appended" not in check_pdf(by_rsa + b"\n", ())[0].faults
    assert not is_signed(b"%PDF-1.7")


@given(st.data())
def test_rcv_06_no_changed_byte_passes(by_rsa: bytes, data: st.DataObject) -> None:
    """RCV-06: whatever byte is changed, nothing comes out but a verdict; outside the signature itself it never stays whole."""
    at = data.draw(st.integers(0, len(by_rsa) - 1))
    changed = by_rsa[:at] + bytes([by_rsa[at] ^ data.draw(st.integers(1, 255))]) + by_rsa[at + 1 :]
    found, room = check_pdf(changed, ()), by_rsa.index(b"/Contents <") + len(b"/Contents <")
    if not room <= at < room + ROOM:
        assert not is_signed(changed) or set(found[0].faults) - {"issuer_unknown"}
