"""Getting in: one window at a time, passwords, what lies beside the store in clear (RS-01, RS-04, P11, AE-03)."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.passwords import at_floor, at_full_price
from tests.store.places import PASSWORD, copy_store
from xzt.client import profiles
from xzt.client.access import unlock
from xzt.client.session import Client
from xzt.core.errors import Trouble
from xzt.docs.model import Kind, OfficialDocument
from xzt.store import keyslots

ROOT = Path(__file__).parents[2]
HOLD = """
import sys, time
from pathlib import Path
from xzt.client.access import unlock
client = unlock(Path(sys.argv[1]), sys.argv[2])
print("open", flush=True)
time.sleep(60)
"""


def test_second_window_is_told_at_once(folder: Path) -> None:
    """P11: two programs on one store: the second has ``store_in_use`` before the password is stretched; a killed one leaves no lock."""
    at_full_price(folder, PASSWORD)
    other = subprocess.Popen([sys.executable, "-c", HOLD, str(folder), PASSWORD], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert other.stdout
    assert other.stdout.readline() == "open\n"
    began = time.process_time()
    with pytest.raises(Trouble) as caught:
        unlock(folder, PASSWORD)
    assert (caught.value.code, caught.value.retry) == ("store_in_use", True)
    assert time.process_time() - began < 0.1
    other.kill()
    other.wait()
    other.stdout.close()
    unlock(folder, PASSWORD).close()


def test_same_program_twice(folder: Path) -> None:
    first = unlock(folder, PASSWORD)
    with pytest.raises(Trouble, match="store_in_use"):
        unlock(folder, PASSWORD)
    first.close()
    first.close()
    unlock(folder, PASSWORD).close()


def test_failed_unlock_gives_the_lock_back(folder: Path) -> None:
    """RS-01: wrong password, damage and absence each say so, and the next try is not told that the store is in use."""
    for _ in range(2):
        with pytest.raises(Trouble, match="wrong_password"):
            unlock(folder, "falsch")
    unlock(folder, PASSWORD).close()
    key_file, store_file = folder / keyslots.KEY_FILE, folder / "store.db"
    whole = store_file.read_bytes()
    store_file.write_bytes(whole[:100] + bytes([whole[100] ^ 1]) + whole[101:])
    with pytest.raises(Trouble, match="store_damaged"):
        unlock(folder, PASSWORD)
    store_file.unlink()
    with pytest.raises(Trouble, match="store_missing"):
        unlock(folder, PASSWORD)
    store_file.write_bytes(whole)
    (folder / profiles.PROFILE_FILE).unlink()
    with pytest.raises(Trouble, match="store_missing"):
        unlock(folder, PASSWORD)
    key_file.unlink()
    with pytest.raises(Trouble, match="key_missing"):
        unlock(folder, PASSWORD)
    with pytest.raises(Trouble, match="store_missing"):
        unlock(folder / "nowhere", PASSWORD)


def test_rs04_no_keyring_is_needed(folder: Path) -> None:
    """RS-04: the suite runs without a keyring; the password alone opens, from any copy of the folder."""
    moved = copy_store(folder, folder.parent / "moved")
    client = unlock(moved, PASSWORD)
    assert client.folder == moved
    client.close()


def test_profiles_tell_who_and_where_and_no_more(client: Client) -> None:
    """What stands in clear is what the unlock screen shows; no title, no token, no key; and the folder's name tells nothing."""
    document = OfficialDocument(kind=Kind.NOTICE, title="绝不外露的标题", mark="样例", series="湘政办函")
    client.start_draft(document).result(60)
    root = client.folder.parent
    (found,) = profiles.profiles(root)
    assert (found.person, found.sample) == ("clerk", True)
    clear = (client.folder / profiles.PROFILE_FILE).read_text(encoding="utf-8")
    assert "绝不外露" not in clear
    assert "token" not in clear
    assert set(found.__struct_fields__) == {"folder", "person", "server", "device", "sample"}


def test_unfinished_and_unreadable_stores_are_not_listed(folder: Path) -> None:
    """A first sign-in that was cut leaves a folder aside: it is no store that a person could open."""
    root = folder.parent
    copy_store(folder, root / "two.new")
    copy_store(folder, root / "three")
    (root / "three" / profiles.PROFILE_FILE).write_bytes(b"{")
    assert [Path(found.folder).name for found in profiles.profiles(root)] == ["one"]
    assert profiles.profiles(root / "nowhere") == []


WITHOUT_QT = """
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError(name)
sys.meta_path.insert(0, Blocker())
from pathlib import Path
from xzt.client.access import unlock
from xzt.docs.model import Kind, OfficialDocument
client = unlock(Path(sys.argv[1]), sys.argv[2])
client.start()
outcome = client.start_draft(OfficialDocument(kind=Kind.NOTICE, title="t", mark="m", series="s")).result(60)
print(type(outcome).__name__, len(client.rows("drafts")))
client.close()
assert not [name for name in sys.modules if name.startswith("PySide6")]
"""


def test_ae03_client_works_without_qt(folder: Path) -> None:
    """AE-03: a whole session with no PySide6 to be imported."""
    at_floor(folder, PASSWORD)
    done = subprocess.run([sys.executable, "-c", WITHOUT_QT, str(folder), PASSWORD], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "Accepted 1\n", done.stderr
