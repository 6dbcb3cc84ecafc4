"""SM2 keys and the strict verifier (RS-13, P24): checked against the ``openssl`` command and against ~1,000 bad signatures and keys."""

import concurrent.futures
import subprocess
from pathlib import Path

import pytest
from asn1crypto.core import Integer, Sequence
from hypothesis import given, settings
from hypothesis import strategies as st

from xzt.core.errors import Trouble
from xzt.signing import libcrypto
from xzt.signing.keys import ORDER, PrivateKey, PublicKey, SoftwareKey, verify

DATA = "关于印发实施方案的通知".encode()
OPTIONS = ["-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
VECTOR_POINT = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
VECTOR_R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
VECTOR_S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA


class _Pair(Sequence):  # type: ignore[misc]  # asn1crypto has no types
    _fields = [("r", Integer), ("s", Integer)]  # noqa: RUF012  how asn1crypto declares fields


def der_of(r: int, s: int) -> bytes:
    encoded: bytes = _Pair({"r": r, "s": s}).dump()
    return encoded


def numbers_of(signature: bytes) -> tuple[int, int]:
    pair = _Pair.load(signature, strict=True)
    return int(pair["r"].native), int(pair["s"].native)


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.generate()


def test_the_vector_of_the_standard_holds() -> None:
    """P24: GB/T 32918.5-2017 annex A, "message digest" with the default id."""
    public = PublicKey(SPKI_HEAD + VECTOR_POINT)
    assert verify(public, b"message digest", der_of(VECTOR_R, VECTOR_S))
    assert not verify(public, b"message digesu", der_of(VECTOR_R, VECTOR_S))


def test_openssl_verifies_ours(tmp_path: Path, key: PrivateKey) -> None:
    """P24: a second implementation's command agrees, on 20 messages."""
    (tmp_path / "public.pem").write_text(key.public.to_pem())
    for size in range(20):
        data = DATA * size
        (tmp_path / "data").write_bytes(data)
        (tmp_path / "signature").write_bytes(key.sign(data))
        command = ["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "public.pem", *OPTIONS, "-in", "data", "-sigfile", "signature"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_we_verify_openssl(tmp_path: Path, key: PrivateKey) -> None:
    """P24: what openssl signs with our key verifies here, and not with another id (OpenSSL's default id is empty)."""
    (tmp_path / "key.der").write_bytes(key.to_pkcs8())
    (tmp_path / "data").write_bytes(DATA)
    command = ["openssl", "pkeyutl", "-sign", "-keyform", "DER", "-inkey", "key.der", *OPTIONS, "-in", "data", "-out", "signature"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert verify(key.public, DATA, (tmp_path / "signature").read_bytes())
    for wrong in ("distid:", "distid:1234567812345679", "distid:alice@example"):
        subprocess.run([*command[:-5], wrong, *command[-4:]], cwd=tmp_path, check=True, capture_output=True)
        assert not verify(key.public, DATA, (tmp_path / "signature").read_bytes())


def test_keys_of_openssl_are_read(tmp_path: Path) -> None:
    """A PKCS#8 key of ``openssl genpkey`` is taken as it is, and its public half is the same."""
    made = subprocess.run(["openssl", "genpkey", "-algorithm", "SM2", "-outform", "DER"], check=True, capture_output=True).stdout
    pem = subprocess.run(["openssl", "pkey", "-inform", "DER", "-pubout"], input=made, check=True, capture_output=True).stdout
    assert PublicKey.from_pem(pem.decode()) == PrivateKey.from_pkcs8(made).public


def test_a_key_comes_back_whole(key: PrivateKey) -> None:
    again = PrivateKey.from_pkcs8(bytearray(key.to_pkcs8()))
    assert again.public == key.public == PublicKey.from_pem(key.public.to_pem())
    assert verify(key.public, DATA, again.sign(DATA))
    assert verify(key.public, DATA, SoftwareKey(again, b"").sign(DATA))


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=2000), other=st.binary(max_size=2000))
def test_a_signature_holds_for_its_data_only(key: PrivateKey, data: bytes, other: bytes) -> None:
    """P24: positives of any content."""
    signature = key.sign(data)
    assert verify(key.public, data, signature)
    assert verify(key.public, other, signature) is (data == other)


def bad_numbers(signature: bytes) -> list[bytes]:
    r, s = numbers_of(signature)
    edges = [0, 1, ORDER - 1, ORDER, ORDER + 1, 2**256 - 1, 2**256, -1, -r, -s, -ORDER, 2**512]
    pairs = [(edge, s) for edge in edges] + [(r, edge) for edge in edges] + [(a, b) for a in edges for b in edges]
    pairs += [(r + ORDER, s), (r, s + ORDER), (r + ORDER, s + ORDER), (r, ORDER - s), (ORDER - r, s), (r, ORDER - r), (s, r)]
    return [der_of(*pair) for pair in pairs]


def bad_der(signature: bytes) -> list[bytes]:
    r, s = (number.to_bytes(33, "big").lstrip(b"\0") for number in numbers_of(signature))
    r, s = (b"\0" + part if part[0] & 0x80 else part for part in (r, s))

    def sequence(*parts: bytes, tag: int = 0x30) -> bytes:
        return bytes([tag, len(b"".join(parts))]) + b"".join(parts)

    def number(content: bytes, tag: int = 2) -> bytes:
        return bytes([tag, len(content)]) + content

    cases = [
        sequence(number(b"\0" + r), number(s)),
        sequence(number(r), number(b"\0" + s)),
        sequence(number(r), number(s), b"\0"),
        sequence(number(r), number(s), number(b"\1")),
        sequence(number(r), number(s)) + b"\0",
        sequence(number(r)),
        sequence(number(r), number(b"")),
        sequence(number(b""), number(b"")),
        sequence(number(s), number(r)),
        b"\x30\x81" + sequence(number(r), number(s))[1:],
        b"\x30\x82\0" + sequence(number(r), number(s))[1:],
        b"\x30\x80" + number(r) + number(s) + b"\0\0",
        sequence(b"\x02\x81" + bytes([len(r)]) + r, number(s)),
        numbers_of(signature)[0].to_bytes(32, "big") + numbers_of(signature)[1].to_bytes(32, "big"),
        b"\0" * 64,
        b"\xff" * 72,
        b"",
        signature * 2,
        signature.hex().encode(),
    ]
    cases += [sequence(number(r), number(s), tag=tag) for tag in range(256) if tag != 0x30]
    cases += [sequence(number(r, tag), number(s, tag)) for tag in range(256) if tag != 2]
    cases += [signature[:size] for size in range(len(signature))]
    cases += [signature + bytes(size) for size in range(1, 20)]
    cases += [bytes(size) + signature for size in range(1, 20)]
    return cases


def test_no_bad_signature_is_believed(key: PrivateKey) -> None:
    """P24, RS-13: every bad signature is False (not falsy, not an exception), and the good one between them is True."""
    signature = key.sign(DATA)
    flips = [_flip(signature, bit) for bit in range(len(signature) * 8)]
    cases = bad_numbers(signature) + bad_der(signature) + flips
    wrong = [case.hex() for case in cases if verify(key.public, DATA, case) is not False]
    assert wrong == []
    assert len(cases) >= 400
    assert verify(key.public, DATA, signature) is True


def _flip(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_no_flipped_bit_of_the_data_is_overlooked(key: PrivateKey) -> None:
    """P24: each bit of the data counts."""
    signature = key.sign(DATA)
    assert not any(verify(key.public, _flip(DATA, bit), signature) for bit in range(len(DATA) * 8))


def test_the_range_check_is_ours_as_well(key: PrivateKey, monkeypatch: pytest.MonkeyPatch) -> None:
    """P24 saboteur: with a libcrypto that believes everything, numbers out of range and bad DER are still refused."""
    signature = key.sign(DATA)
    monkeypatch.setattr(libcrypto, "verify", lambda *_: True)
    r, s = numbers_of(signature)
    refused = [der_of(a, b) for a, b in [(0, s), (ORDER, s), (r, 0), (r, ORDER), (-r, s), (r, -s), (r + ORDER, s), (r, ORDER - r)]]
    refused += [signature + b"\0", signature[:-1], b""]
    assert [case for case in refused if verify(key.public, DATA, case)] == []
    assert verify(key.public, DATA, signature)


def bad_public_keys(key: PrivateKey) -> list[bytes]:
    point = key.public.spki[-64:]
    x, y = point[:32], point[32:]
    make = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-outform", "DER"]
    p256 = subprocess.run(make, check=True, capture_output=True).stdout
    publish = ["openssl", "pkey", "-inform", "DER", "-pubout", "-outform", "DER"]
    p256_public = subprocess.run(publish, input=p256, check=True, capture_output=True).stdout
    compressed = SPKI_HEAD[:1] + b"\x39" + SPKI_HEAD[2:-4] + b"\x03\x22\x00" + bytes([2 + (y[-1] & 1)]) + x
    infinity = bytes.fromhex("3019301306072a8648ce3d020106082a811ccf5501822d03020000")
    bad = [
        b"",
        b"junk",
        p256_public,
        SPKI_HEAD + p256_public[-64:],
        compressed,
        infinity,
        SPKI_HEAD + bytes(64),
        SPKI_HEAD + b"\xff" * 64,
        SPKI_HEAD + y + x,
        key.public.spki + b"\0",
        key.public.spki[:-1],
    ]
    return bad + [_flip(key.public.spki, bit) for bit in range(len(key.public.spki) * 8)]


def test_no_bad_public_key_is_taken(key: PrivateKey) -> None:
    """P24: wrong curve, point off the curve, infinity, compressed, trailing bytes and every flipped bit are ``Trouble("crypto")``."""
    for spki in bad_public_keys(key):
        with pytest.raises(Trouble, match="crypto"):
            PublicKey(spki)


def test_no_bad_private_key_is_taken(key: PrivateKey) -> None:
    rsa = subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-outform", "DER"], check=True, capture_output=True).stdout
    good = key.to_pkcs8()
    other = PrivateKey.generate().to_pkcs8()
    for der in [b"", b"junk", rsa, good + b"\0", good[:-1], good[:-64] + other[-64:]]:
        with pytest.raises(Trouble, match="crypto"):
            PrivateKey.from_pkcs8(der)


@pytest.mark.parametrize("text", ["", "-----BEGIN PUBLIC KEY-----", "-----BEGIN PUBLIC KEY-----\n?\n-----END PUBLIC KEY-----\n"])
def test_a_broken_pem_is_trouble(text: str) -> None:
    with pytest.raises(Trouble, match="crypto"):
        PublicKey.from_pem(text)


def test_threads_sign_with_one_key(key: PrivateKey) -> None:
    """Eight threads share one key, 400 signatures, all good."""

    def work(number: int) -> bool:
        data = str(number).encode()
        return verify(key.public, data, key.sign(data))

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(400)))


def test_nothing_of_libcrypto_is_left_behind(key: PrivateKey) -> None:
    """Memory does not grow over 1,000 keys read, signed with and verified (a leaked EVP_PKEY is over 2 KiB)."""
    psutil = pytest.importorskip("psutil")

    def work() -> int:
        for _ in range(1000):
            verify(key.public, DATA, PrivateKey.from_pkcs8(key.to_pkcs8()).sign(DATA))
        return int(psutil.Process().memory_info().rss)

    work()
    before = work()
    assert work() - before < 1_000_000


@pytest.mark.parametrize(
    ("version", "machine", "sound"),
    [
        ("OpenSSL 3.0.0 7 sep 2021", "x86_64", True),
        ("OpenSSL 3.0.13 30 Jan 2024", "AMD64", True),
        ("OpenSSL 1.1.1w  11 Sep 2023", "x86_64", False),
        ("LibreSSL 3.9.2", "x86_64", False),
        ("", "x86_64", False),
        ("OpenSSL 3.0.19 27 Jan 2026", "aarch64", True),
        ("OpenSSL 3.2.5 1 Jul 2025", "aarch64", False),
        ("OpenSSL 3.2.5 1 Jul 2025", "x86_64", True),
        ("OpenSSL 3.5.9 1 Jan 2026", "arm64", True),
        ("OpenSSL 3.5.8 1 Jan 2026", "ARM64", False),
    ],
)
def test_the_version_floor(version: str, machine: str, sound: bool) -> None:  # noqa: FBT001  a table row
    """Old libraries are refused everywhere, leaky ones on ARM64."""
    assert libcrypto.is_sound(version, machine) is sound


def test_the_library_here_is_named() -> None:
    version, sound = libcrypto.library()
    assert version.startswith("OpenSSL ")
    assert sound


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """``xzt doctor`` gets ("", False); signing gets ``Trouble("crypto")``."""
    monkeypatch.setattr(libcrypto, "_candidates", lambda: ["libcrypto-not-here.so"])
    libcrypto.load.cache_clear()
    try:
        assert libcrypto.library() == ("", False)
        with pytest.raises(Trouble, match="library_missing"):
            PrivateKey.generate()
    finally:
        monkeypatch.undo()
        libcrypto.load.cache_clear()
        libcrypto.load()
