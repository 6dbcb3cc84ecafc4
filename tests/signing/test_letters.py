"""Letters on removable media: only the reader reads them, only the writer wrote them; no part can be cut, changed, moved or passed on."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing.authority import SampleAuthority
from xzt.signing.keys import PrivateKey, PublicKey, SoftwareKey
from xzt.signing.letters import read_letter, write_letter

LARGE = bytes(range(256)) * 9000
"""More than two pieces."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> SoftwareKey:
    now = datetime.now(UTC)
    return SampleAuthority.create(tmp_path_factory.mktemp("authority") / "ca", now).exchange(now)


def trouble(data: bytes, reader: SoftwareKey, kind: str = "errand") -> str:
    with pytest.raises(Trouble) as raised:
        read_letter(data, kind, reader)
    return raised.value.code


def test_what_was_written_is_read(house: SoftwareKey) -> None:
    """Message, files and the writer's certificate come out as they went in; nothing of it stands in the letter in clear."""
    files = {sm3(data): data for data in (LARGE, b"", b"small")}
    data = write_letter("errand", b"the message", files, house, house.public)
    letter = read_letter(data, "errand", house)
    assert (letter.message, letter.files, letter.certificate) == (b"the message", files, house.certificate)
    assert b"the message" not in data
    assert LARGE[:64] not in data
    assert write_letter("errand", b"the message", files, house, house.public) != data, "a new key every time"


@settings(max_examples=25)
@given(cut=st.integers(min_value=0), flip=st.integers(min_value=0), bit=st.integers(min_value=0, max_value=7))
def test_any_change_shows(house: SoftwareKey, cut: int, flip: int, bit: int) -> None:
    """Wherever it is cut or one bit turned: damaged, or (where the reader's name was hit) not for this reader; never read."""
    data = write_letter("errand", b"m" * 300, {sm3(b"file"): b"file"}, house, house.public)
    at = flip % len(data)
    assert trouble(data[: cut % len(data)], house) == "letter_damaged"
    assert trouble(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :], house) in {"letter_damaged", "letter_foreign"}


def test_pieces_keep_their_places(house: SoftwareKey) -> None:
    """A piece left out, doubled or moved shows, though each of them is whole."""
    data = write_letter("errand", b"", {sm3(LARGE): LARGE}, house, house.public)
    piece = 1024 * 1024 + 16
    head = len(data) % piece
    pieces = [data[start : start + piece] for start in range(head, len(data), piece)]
    assert len(pieces) > 1
    for wrong in (pieces[:-1], pieces[::-1], [*pieces, pieces[-1]], pieces[1:]):
        assert trouble(data[:head] + b"".join(wrong), house) == "letter_damaged"


def test_others_cannot_read_and_kinds_are_told_apart(house: SoftwareKey) -> None:
    data = write_letter("errand", b"", {}, house, house.public)
    assert trouble(data, SoftwareKey(PrivateKey.generate(), b"")) == "letter_foreign"
    assert trouble(data, house, "receipt") == "letter_kind"


def test_openssl_reads_what_was_encrypted(tmp_path: Path) -> None:
    """GB/T 32918.4: another implementation's reading of our key wrapping, and ours of what was changed."""
    key = PrivateKey.generate()
    (tmp_path / "key.der").write_bytes(key.to_pkcs8())
    (tmp_path / "cipher").write_bytes(key.public.encrypt(b"thirty-two bytes of a content key"))
    command = ["openssl", "pkeyutl", "-decrypt", "-inkey", "key.der", "-keyform", "DER", "-in", "cipher"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout == b"thirty-two bytes of a content key"
    cipher = bytearray((tmp_path / "cipher").read_bytes())
    cipher[-1] ^= 1
    for wrong in (bytes(cipher), b"", b"x" * 100, PublicKey(PrivateKey.generate().public.spki).encrypt(b"x")):
        with pytest.raises(Trouble):
            key.decrypt(wrong)
