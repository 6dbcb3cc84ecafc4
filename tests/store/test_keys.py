"""The key file: what opens it, what does not, and how one is told from the other (RS-01, RS-09, P8)."""

import shutil
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from msgspec import structs

from tests.passwords import at_floor, full_price
from tests.store.places import PASSWORD, make_store
from xzt.core.encoding import decode, encode
from xzt.core.errors import Trouble
from xzt.store import database, keyslots
from xzt.store.keyslots import KEY_FILE, KeySlot


def code_of(folder: Path, password: str = PASSWORD) -> str:
    with pytest.raises(Trouble) as caught:
        keyslots.open_slot(folder, password)
    return caught.value.code


def test_rs01_key_is_random_and_never_in_clear(tmp_path: Path) -> None:
    """RS-01: 256 random bits, wrapped by Argon2id of at least 64 MiB (default 128 MiB, 3 passes, 2 lanes); nowhere in clear."""
    with full_price():
        folder = make_store(tmp_path / "store")
    key = keyslots.open_slot(folder, PASSWORD)
    assert code_of(folder, "x") == "wrong_password"
    assert len(key) == 32
    slot = keyslots.read(folder)
    assert (slot.memory, slot.passes, slot.lanes) == (128 * 1024, 3, 2)
    for path in folder.iterdir():
        data = path.read_bytes()
        assert key not in data
        assert key.hex().encode() not in data
        assert b64encode(key) not in data


def test_wrong_password_says_so(folder: Path, key: bytes) -> None:
    for password in ("", "x", PASSWORD + " ", PASSWORD.upper() + "a"):
        assert code_of(folder, password) == "wrong_password"
    assert keyslots.open_slot(folder, PASSWORD) == key


def test_missing_says_so(folder: Path) -> None:
    (folder / KEY_FILE).unlink()
    assert code_of(folder) == "key_missing"


def test_p8_every_bit_of_the_key_file(folder: Path) -> None:
    """P8: no changed bit opens, none raises anything but Trouble, and each is called damage, not a wrong password."""
    path = folder / KEY_FILE
    whole = path.read_bytes()
    for at in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            path.write_bytes(changed)
            assert code_of(folder) == "key_damaged", (at, bit)


@pytest.mark.parametrize("added", [b" ", b"\n", b"{}"])
def test_key_file_is_exactly_its_bytes(folder: Path, added: bytes) -> None:
    path = folder / KEY_FILE
    path.write_bytes(path.read_bytes() + added)
    assert code_of(folder) == "key_damaged"


@pytest.mark.parametrize("cut", [0, 1, 100])
def test_cut_key_file(folder: Path, cut: int) -> None:
    path = folder / KEY_FILE
    path.write_bytes(path.read_bytes()[:cut])
    assert code_of(folder) == "key_damaged"


def rewrite(folder: Path, **changed: object) -> None:
    """Write a slot as somebody who knows the format would, with a right checksum."""
    slot = structs.replace(decode((folder / KEY_FILE).read_bytes(), KeySlot), **changed)
    (folder / KEY_FILE).write_bytes(encode(structs.replace(slot, check=keyslots._check(slot))))


@pytest.mark.parametrize(
    "changed",
    [
        *({"memory": 32 * 1024}, {"memory": 2**40}, {"passes": 0}, {"passes": 99}, {"lanes": 0}, {"lanes": 99}, {"version": 2}),
        *({"salt": "AA=="}, {"salt": "*"}, {"wrapped": "AAAA"}),
    ],
)
def test_parameters_have_a_floor_and_a_ceiling(folder: Path, changed: dict[str, object]) -> None:
    """RS-01: nobody can weaken the file, nor have it eat the machine."""
    rewrite(folder, **changed)
    with full_price():
        assert code_of(folder) == "key_damaged"


def test_the_floor_itself_opens(folder: Path, key: bytes) -> None:
    """RS-01: 64 MiB are enough, and nothing less."""
    at_floor(folder, PASSWORD)
    with full_price():
        assert keyslots.open_slot(folder, PASSWORD) == key
        rewrite(folder, memory=64 * 1024 - 1)
        assert code_of(folder) == "key_damaged"


def test_forged_wrapping_never_opens(folder: Path) -> None:
    """With a right checksum but other wrapped bytes, the key derivation runs and the password is refused."""
    sealed = bytearray(b64decode(keyslots.read(folder).wrapped))
    sealed[20] ^= 1
    rewrite(folder, wrapped=b64encode(sealed).decode())
    assert code_of(folder) == "wrong_password"


def test_rs09_change_of_password_keeps_the_key(folder: Path, key: bytes) -> None:
    """RS-09: only the key file is rewritten; the old password no longer opens it; a wrong old one changes nothing."""
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(Trouble, match="wrong_password"):
        keyslots.change_password(folder, "falsch", "新口令")
    assert (folder / KEY_FILE).read_bytes() == before[KEY_FILE]
    keyslots.change_password(folder, PASSWORD, "新口令")
    assert keyslots.open_slot(folder, "新口令") == key
    assert code_of(folder) == "wrong_password"
    changed = {path.name for path in folder.iterdir() if before.get(path.name) != path.read_bytes()}
    assert changed == {KEY_FILE}
    database.connect(folder, key).close()


def test_no_key_is_ever_overwritten(folder: Path) -> None:
    with pytest.raises(Trouble, match="store_exists"):
        keyslots.create(folder, "x")


def test_file_is_replaced_whole(tmp_path: Path) -> None:
    """P5: where the new content cannot be written, the old stands, nothing lies beside it, and it is Trouble."""
    path = tmp_path / "f"
    keyslots.replace_file(path, b"old")
    aside = tmp_path / "f.new"
    aside.mkdir()
    with pytest.raises(Trouble, match="disk"):
        keyslots.replace_file(path, b"new")
    assert path.read_bytes() == b"old"
    shutil.rmtree(aside)
    keyslots.replace_file(path, b"new")
    assert [entry.name for entry in tmp_path.iterdir()] == ["f"]
    assert path.stat().st_mode & 0o777 == 0o600
