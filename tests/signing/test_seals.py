"""Seals (GB/T 38540-2020): what is made is read again, what is changed is found, and the sample looks like an organ's seal."""

import hashlib
import io
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto.core import Any as AnyValue
from asn1crypto.core import OctetString
from asn1crypto.core import Sequence as AsnSequence
from PIL import Image

from tests.signing.conftest import FONT, NOW
from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing import seals
from xzt.signing.authority import OrganSeal, SampleAuthority
from xzt.signing.certs import Subject, read_certificate
from xzt.signing.keys import PrivateKey, SoftwareKey
from xzt.signing.pictures import RED, SIDE, seal_picture
from xzt.signing.seals import Picture, check_seal, is_holder, make_seal, read_seal, read_sealed_value, sign_with_seal

PATH = "/Doc_0/Signs/Sign_0/Signature.xml"
SMALL = Picture("png", b"\x89PNG", 42, 42)


@pytest.fixture(scope="module")
def small(authority: SampleAuthority, organ: OrganSeal) -> bytes:
    """A seal with hardly a picture: what every bit of is tried."""
    return make_seal("ES1", "示例机关", SMALL, [organ.cert], authority.maker, NOW, NOW + timedelta(days=9))


def flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_seal_is_what_was_made(authority: SampleAuthority, organ: OrganSeal, small: bytes) -> None:
    seal = read_seal(small)
    assert (seal.id, seal.version, seal.kind, seal.name, seal.picture) == ("ES1", 4, seals.ORGAN, "示例机关", SMALL)
    assert (seal.created, seal.valid_from, seal.valid_until) == (NOW, NOW, NOW + timedelta(days=9))
    assert seal.certificates == (organ.cert,)
    assert is_holder(seal, organ.cert)
    assert not is_holder(seal, authority.maker.certificate)
    assert check_seal(seal, [authority.root], NOW) == []
    assert check_seal(read_seal(organ.esl), [authority.root], NOW) == []


def test_openssl_reads_the_structure(tmp_path: Path, organ: OrganSeal) -> None:
    """The bytes are plain DER to others too: four parts, the picture whole inside."""
    (tmp_path / "seal").write_bytes(organ.esl)
    shown = subprocess.run(
        ["openssl", "asn1parse", "-inform", "DER", "-in", "seal", "-i"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert [line.split("prim:")[1].split()[0] for line in shown.splitlines() if "d=1 " in line and "prim:" in line] == [
        "OCTET",
        "OBJECT",
        "BIT",
    ]
    assert "IA5STRING         :ES\n" in shown


def test_who_may_use_it_may_be_a_list_of_digests(authority: SampleAuthority, organ: OrganSeal, small: bytes) -> None:
    """certListType 2 of other makers' seals is read: the certificate's SM3 instead of the certificate."""
    raw = seals._Seal.load(small)
    info = raw["info"].copy()
    info["property"]["cert_list_type"] = 2
    digest = seals._Digest({"type": "SM3", "value": bytes.fromhex(sm3(organ.cert))})
    info["property"]["cert_list"] = seals._Holders([AnyValue(digest)])
    other = seals._Seal(
        {"info": info, "cert": authority.maker.certificate, "algorithm": raw["algorithm"], "value": authority.maker.sign(info.dump())}
    )
    seal = read_seal(other.dump())
    assert check_seal(seal, [authority.root], NOW) == []
    assert is_holder(seal, organ.cert)
    assert not is_holder(seal, organ.cert + b"\0")


def test_each_wrong_seal_has_its_code(authority: SampleAuthority, organ: OrganSeal, small: bytes) -> None:
    """P25: out of date, an unknown maker, a maker who is none."""
    seal, roots = read_seal(small), [authority.root]
    assert check_seal(seal, roots, NOW - timedelta(seconds=1)) == ["seal_not_yet_valid"]
    assert check_seal(seal, roots, NOW + timedelta(days=10)) == ["seal_expired"]
    assert check_seal(seal, [], NOW) == ["seal_maker_issuer_unknown"]
    key = PrivateKey.generate()
    person = authority.issue_person(key.public, Subject("样例甲", "示例机关", "p"), NOW)
    forged = make_seal("ES1", "示例机关", SMALL, [organ.cert], SoftwareKey(key, person), NOW, NOW + timedelta(days=9))
    assert check_seal(read_seal(forged), roots, NOW) == ["seal_maker_certificate_usage_wrong"]
    borrowed = make_seal(
        "ES1", "示例机关", SMALL, [organ.cert], SoftwareKey(key, authority.maker.certificate), NOW, NOW + timedelta(days=9)
    )
    assert check_seal(read_seal(borrowed), roots, NOW) == ["seal_tampered"]


def test_every_flipped_bit_of_a_seal_is_found(authority: SampleAuthority, small: bytes) -> None:
    """P25: no bit of a seal can change unnoticed."""
    missed = []
    for bit in range(len(small) * 8):
        try:
            seal = read_seal(flip(small, bit))
        except Trouble:
            continue
        if not check_seal(seal, [authority.root], NOW):
            missed.append(bit)
    assert missed == []


def test_a_sealed_value_is_what_was_signed(organ: OrganSeal) -> None:
    digest = hashlib.new("sm3", b"Signature.xml").digest()
    value = read_sealed_value(sign_with_seal(organ.esl, NOW, digest, PATH, organ.key, organ.cert))
    assert (value.at, value.data_hash, value.property_info, value.certificate) == (NOW, digest, PATH, organ.cert)
    assert value.seal == read_seal(organ.esl)
    assert not value.time_stamped


def test_openssl_verifies_a_sealed_value(tmp_path: Path, organ: OrganSeal) -> None:
    """The DER of toSign is what the organ's key signed: ``openssl`` agrees with the bytes cut out of the file."""
    der = sign_with_seal(organ.esl, NOW, bytes(32), PATH, organ.key, organ.cert)
    value = read_sealed_value(der)
    assert value.signed_part in der
    (tmp_path / "public.pem").write_text(read_certificate(organ.cert).public.to_pem())
    (tmp_path / "data").write_bytes(value.signed_part)
    (tmp_path / "value").write_bytes(value.signature)
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "public.pem",
        "-rawin",
        "-digest",
        "sm3",
        "-pkeyopt",
        "distid:1234567812345678",
    ]
    subprocess.run([*command, "-in", "data", "-sigfile", "value"], cwd=tmp_path, check=True, capture_output=True)


def test_rubbish_is_malformed(small: bytes) -> None:
    """RS-13: other structures, cut and lengthened ones."""
    other = AsnSequence.load(b"\x30\x00").dump()
    for data in [b"", b"junk", other, OctetString(b"x").dump(), small[:-1], small + b"\0", small.replace(b"\x16\x02ES", b"\x16\x02EZ")]:
        with pytest.raises(Trouble, match="seal_malformed"):
            read_seal(data)
        with pytest.raises(Trouble, match="signed_value_malformed"):
            read_sealed_value(data)


@pytest.mark.parametrize("name", ["示例", "湖南省示例办公厅", "湖南省示例自治州人民政府办公室政务公开处"])
def test_the_picture_is_a_seal(name: str) -> None:
    """Round, transparent, one red; ring closed, star in the middle, the name between them touching neither, as much left as right."""
    data = seal_picture(name, 42, FONT)
    picture = Image.open(io.BytesIO(data))
    assert (picture.size, picture.mode) == ((SIDE, SIDE), "RGBA")
    assert {pixel[:3] for pixel in _pixels(picture)} == {RED}
    alpha = picture.getchannel("A")
    half = SIDE / 2
    assert alpha.getpixel((0, 0)) == 0
    assert all(alpha.getpixel(_at(half, half * 0.97, degrees)) == 255 for degrees in range(360))
    assert all(alpha.getpixel(_at(half, half * 0.925, degrees)) == 0 for degrees in range(360))
    assert all(alpha.getpixel(_at(half, half * 0.37, degrees)) == 0 for degrees in range(360))
    assert alpha.getpixel((SIDE // 2, SIDE // 2)) == 255
    assert sum(alpha.getpixel(_at(half, half * 0.25, degrees)) == 255 for degrees in range(0, 360, 72)) == 5
    left = alpha.crop((0, 0, SIDE // 2, SIDE)).histogram()[255]
    right = alpha.crop((SIDE // 2, 0, SIDE, SIDE)).histogram()[255]
    assert 0.8 < left / right < 1.25


def _pixels(picture: Image.Image) -> list[tuple[int, ...]]:
    return [color for _, color in picture.getcolors(SIDE * SIDE) or [] if isinstance(color, tuple)]


def _at(half: float, reach: float, degrees: float) -> tuple[int, int]:
    import math

    angle = math.radians(degrees)
    return int(half + reach * math.sin(angle)), int(half - reach * math.cos(angle))


def test_a_sample_says_that_it_is_one() -> None:
    """The line under the star is drawn when asked for."""
    with_line, without = (seal_picture("示例机关", 42, FONT, line) for line in ("示例", ""))
    box = (200, 430, 400, 530)
    assert Image.open(io.BytesIO(with_line)).getchannel("A").crop(box).getbbox() is not None
    assert Image.open(io.BytesIO(without)).getchannel("A").crop(box).getbbox() is None


def test_a_missing_font_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="font_missing"):
        seal_picture("示例", 42, tmp_path / "none.otf")
