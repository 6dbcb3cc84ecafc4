"""Detached signatures (P25): they hold for their data, signer, time and use, and for nothing else."""

import base64
import subprocess
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.signing.conftest import NOW
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.signing.authority import SampleAuthority
from xzt.signing.certs import Subject
from xzt.signing.envelopes import Signature, check, sign, signer_of
from xzt.signing.keys import PrivateKey

DATA = encode({"kind": "opinion", "text": "同意"})


@pytest.fixture(scope="module")
def key() -> PrivateKey:
    return PrivateKey.generate()


@pytest.fixture(scope="module")
def cert(authority: SampleAuthority, key: PrivateKey) -> bytes:
    return authority.issue_person(key.public, Subject("样例甲", "湖南省示例办公厅", "person-1"), NOW)


def test_it_holds_and_says_who(authority: SampleAuthority, key: PrivateKey, cert: bytes) -> None:
    signature = decode(encode(sign(DATA, key, cert)), Signature)
    assert check(DATA, signature, [authority.root], NOW, "person") == []
    assert signer_of(signature).subject == Subject("样例甲", "湖南省示例办公厅", "person-1", "示例")


def test_openssl_verifies_it(tmp_path: Path, key: PrivateKey, cert: bytes) -> None:
    """The signed bytes are the canonical ones, nothing wrapped around: ``openssl`` alone can check an opinion."""
    signature = sign(DATA, key, cert)
    (tmp_path / "cert.der").write_bytes(base64.b64decode(signature.certificate))
    (tmp_path / "value").write_bytes(base64.b64decode(signature.value))
    (tmp_path / "data").write_bytes(DATA)
    command = ["openssl", "pkeyutl", "-verify", "-certin", "-inkey", "cert.der", "-keyform", "DER", "-rawin", "-digest", "sm3"]
    command += ["-pkeyopt", "distid:1234567812345678", "-in", "data", "-sigfile", "value"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)


def test_each_wrong_thing_has_its_code(authority: SampleAuthority, key: PrivateKey, cert: bytes) -> None:
    """P25: other data, other algorithm, broken or doubled base64, another's certificate, wrong time, wrong use, wrong root."""
    good = sign(DATA, key, cert)
    stranger = PrivateKey.generate()
    other = authority.issue_person(stranger.public, Subject("样例乙", "湖南省示例办公厅", "person-2"), NOW)
    roots = [authority.root]

    def found(signature: Signature, data: bytes = DATA) -> list[str]:
        return check(data, signature, roots, NOW, "person")

    assert found(good, DATA + b" ") == ["signature_wrong"]
    assert found(msgspec.structs.replace(good, algorithm="SM2")) == ["algorithm_unknown"]
    assert found(msgspec.structs.replace(good, value="?")) == ["signature_wrong"]
    assert found(msgspec.structs.replace(good, value=good.value + "\n")) == ["signature_wrong"]
    assert found(msgspec.structs.replace(good, value="签")) == ["signature_wrong"]
    assert found(msgspec.structs.replace(good, value="")) == ["signature_wrong"]
    assert found(msgspec.structs.replace(good, certificate="签")) == ["certificate_malformed"]
    assert found(msgspec.structs.replace(good, certificate="")) == ["certificate_malformed"]
    assert found(msgspec.structs.replace(good, certificate=base64.b64encode(other).decode())) == ["signature_wrong"]
    assert check(DATA, good, roots, NOW + timedelta(days=4000), "person") == ["certificate_expired"]
    assert check(DATA, good, roots, NOW, "organ_seal") == ["certificate_usage_wrong"]
    assert check(DATA, good, [], NOW) == ["issuer_unknown"]


def test_a_foreign_key_does_not_sign(cert: bytes) -> None:
    with pytest.raises(Trouble, match="key_not_of_certificate"):
        sign(DATA, PrivateKey.generate(), cert)
