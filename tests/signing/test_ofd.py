"""Sealed OFD (P25, RS-12): whole it passes, and whatever is changed, taken away or added is found and named."""

import io
import struct
import zipfile
from datetime import timedelta

import pytest

from tests.signing.conftest import FILES, FONT, NOW, STAMPS, files_of, zip_of
from xzt.core.digest import sm3
from xzt.core.errors import Trouble
from xzt.signing.authority import OrganSeal, SampleAuthority
from xzt.signing.certs import Subject
from xzt.signing.keys import PrivateKey
from xzt.signing.ofd import OfdCheck, Stamp, join_ofd, seal_ofd, verify_ofd
from xzt.signing.seals import Picture, make_seal, read_sealed_value, sign_with_seal
from xzt.signing.zips import MOST_ENTRIES, read_zip, write_zip

CODES = ["structure", "digests", "unlisted", "data_hash", "property_info", "certificate", "signature", "seal", "holder", "drawn"]
SIGN = "Doc_0/Signs/Sign_0"


def failed(package: bytes, authority: SampleAuthority) -> list[OfdCheck]:
    return [check for check in verify_ofd(package, [authority.root]) if not check.ok]


def test_a_sealed_document_holds(authority: SampleAuthority, sealed_ofd: bytes) -> None:
    """Every check of the standard, in its order, and all hold."""
    checks = verify_ofd(sealed_ofd, [authority.root])
    assert [check.code for check in checks] == CODES
    assert all(check.ok for check in checks)
    assert set(files_of(sealed_ofd)) == {
        *FILES, "Doc_0/Signs/Signatures.xml", f"{SIGN}/Signature.xml", f"{SIGN}/SignedValue.dat", f"{SIGN}/Seal.esl"
    }  # fmt: skip


def test_sealing_changes_nothing_but_the_entry(plain_ofd: bytes, sealed_ofd: bytes) -> None:
    before, after = files_of(plain_ofd), files_of(sealed_ofd)
    assert [name for name in before if before[name] != after[name]] == ["OFD.xml"]


def test_sealing_is_the_same_but_for_the_signature(plain_ofd: bytes, sealed_ofd: bytes, organ: OrganSeal) -> None:
    again = files_of(seal_ofd(plain_ofd, organ.esl, organ.key, organ.cert, NOW, STAMPS))
    assert [name for name, content in files_of(sealed_ofd).items() if again[name] != content] == [f"{SIGN}/SignedValue.dat"]


def test_an_unsigned_document_says_so(authority: SampleAuthority, plain_ofd: bytes) -> None:
    assert [check.code for check in failed(plain_ofd, authority)] == ["signed"]


def test_a_flipped_byte_in_any_file_is_found_and_named(authority: SampleAuthority, sealed_ofd: bytes) -> None:
    """Show 6 of the spine, P25: each file in turn, at up to 60 places; the file stands in what is said."""
    files = files_of(sealed_ofd)
    missed = []
    for name, content in files.items():
        for at in sorted({*range(0, len(content), max(1, len(content) // 60)), len(content) - 1}):
            changed = content[:at] + bytes([content[at] ^ 0x01]) + content[at + 1 :]
            found = failed(zip_of({**files, name: changed}), authority)
            if not any(name in check.detail for check in found):
                missed.append((name, at))
    assert missed == []


def test_every_byte_of_the_signed_value_counts(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal) -> None:
    """P24, P25: seal, time, digest, path, certificate and signature in SignedValue.dat, each byte of them."""
    small = make_seal("ES1", "示例机关", Picture("png", b"", 42, 42), [organ.cert], authority.maker, NOW, NOW + timedelta(days=9))
    files = files_of(seal_ofd(plain_ofd, small, organ.key, organ.cert, NOW, STAMPS))
    name = f"{SIGN}/SignedValue.dat"
    content = files[name]
    missed = []
    for at in range(len(content)):
        changed = content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1 :]
        if not any(name in check.detail for check in failed(write_zip({**files, name: changed}), authority)):
            missed.append(at)
    assert missed == []


def test_a_missing_file_is_found_and_named(authority: SampleAuthority, sealed_ofd: bytes) -> None:
    files = files_of(sealed_ofd)
    for name in files:
        rest = {other: content for other, content in files.items() if other != name}
        assert any(name in check.detail for check in failed(zip_of(rest), authority)), name


def test_an_added_file_is_found_and_named(authority: SampleAuthority, sealed_ofd: bytes) -> None:
    """P25: an extra page, an extra file beside the signature, an extra attachment."""
    files = files_of(sealed_ofd)
    for name in ["Doc_0/Pages/Page_1/Content.xml", f"{SIGN}/Extra.bin", "Doc_0/Attachs/a.txt"]:
        content = FILES["Doc_0/Pages/Page_0/Content.xml"].encode()
        assert failed(zip_of({**files, name: content}), authority) == [OfdCheck("unlisted", ok=False, detail=name)]


def test_swapped_files_are_found(authority: SampleAuthority, sealed_ofd: bytes) -> None:
    files = files_of(sealed_ofd)
    one, two = "Doc_0/Res/data.bin", "Doc_0/Pages/Page_0/Content.xml"
    found = {check.detail for check in failed(zip_of({**files, one: files[two], two: files[one]}), authority)}
    assert {f"changed {one}", f"changed {two}"} <= found


def test_a_moved_signature_is_found(authority: SampleAuthority, sealed_ofd: bytes, organ: OrganSeal) -> None:
    """P25: the signature of one document under another."""
    other = zip_of({**{name: text.encode() for name, text in FILES.items()}, "Doc_0/Res/data.bin": b"other"})
    moved = files_of(seal_ofd(other, organ.esl, organ.key, organ.cert, NOW, STAMPS))
    moved |= {name: content for name, content in files_of(sealed_ofd).items() if name.startswith("Doc_0/Signs/")}
    assert [check.detail for check in failed(zip_of(moved), authority)] == ["changed Doc_0/Res/data.bin"]


def test_the_list_of_digests_cannot_be_mended(authority: SampleAuthority, sealed_ofd: bytes, organ: OrganSeal) -> None:
    """P25: a forger who recomputes the digests, even with the whole record of another sealing, has no signature over them."""
    other = zip_of({**{name: text.encode() for name, text in FILES.items()}, "Doc_0/Res/data.bin": b"other"})
    forged = files_of(seal_ofd(other, organ.esl, organ.key, organ.cert, NOW, STAMPS))
    forged[f"{SIGN}/SignedValue.dat"] = files_of(sealed_ofd)[f"{SIGN}/SignedValue.dat"]
    assert failed(zip_of(forged), authority) == [OfdCheck("data_hash", ok=False, detail=f"changed {SIGN}/Signature.xml")]


def test_a_stripped_signature_is_seen(authority: SampleAuthority, sealed_ofd: bytes) -> None:
    files = files_of(sealed_ofd)
    files["OFD.xml"] = FILES["OFD.xml"].encode()
    assert [check.code for check in failed(zip_of(files), authority)] == ["signed"]


def test_a_stranger_cannot_seal(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal, sealed_ofd: bytes) -> None:
    """P25: a key that is not the certificate's, a certificate that is not in the seal, an unknown authority."""
    key = PrivateKey.generate()
    person = authority.issue_person(key.public, Subject("样例甲", "示例机关", "p"), NOW)
    with pytest.raises(Trouble, match="key_not_of_certificate"):
        seal_ofd(plain_ofd, organ.esl, key, organ.cert, NOW, STAMPS)
    with pytest.raises(Trouble, match="seal_not_of_certificate"):
        seal_ofd(plain_ofd, organ.esl, key, person, NOW, STAMPS)
    assert [check.code for check in verify_ofd(sealed_ofd, []) if not check.ok] == ["certificate", "seal"]


def test_times_are_those_of_the_signature(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal) -> None:
    """A seal used after it ran out, or before it was made, is no good."""
    for now, word in [(NOW + timedelta(days=7 * 365), "expired"), (NOW - timedelta(days=1), "not_yet_valid")]:
        found = failed(seal_ofd(plain_ofd, organ.esl, organ.key, organ.cert, now, STAMPS), authority)
        assert {check.code for check in found} == {"certificate", "seal"}
        assert all(word in check.detail for check in found)


def test_joint_documents_carry_several_seals(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal) -> None:
    """The first seal leaves room, the last one closes; both hold, and each covers what was there."""
    second = authority.organ_seal("unit-2", "示例联合机关", NOW, FONT)
    first = seal_ofd(plain_ofd, organ.esl, organ.key, organ.cert, NOW, STAMPS, beside=0)
    both = seal_ofd(first, second.esl, second.key, second.cert, NOW, STAMPS)
    assert failed(first, authority) == failed(both, authority) == []
    assert [check.code for check in verify_ofd(both, [authority.root])] == CODES + CODES[1:]
    with pytest.raises(Trouble, match="ofd_closed"):
        seal_ofd(both, organ.esl, organ.key, organ.cert, NOW, STAMPS)
    files = files_of(both)
    del files[f"{SIGN}/Seal.esl"]
    assert any(f"missing {SIGN}/Seal.esl" == check.detail for check in failed(zip_of(files), authority))


def test_p1_organs_seal_one_file_apart_and_the_last_closes_it(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal) -> None:
    """P1: three organs, two of them apart from each other, in any order; every seal holds, and copies of another file are not joined."""
    two, three = (authority.organ_seal(f"unit-{n}", f"示例联合机关{n}", NOW, FONT) for n in (2, 3))
    copies = [seal_ofd(plain_ofd, one.esl, one.key, one.cert, NOW, STAMPS, beside=n) for n, one in ((2, three), (1, two))]
    joined = join_ofd(copies)
    closed = seal_ofd(joined, organ.esl, organ.key, organ.cert, NOW, STAMPS)
    assert failed(joined, authority) == failed(closed, authority) == []
    assert {name for name in files_of(closed) if name.endswith("Seal.esl")} == {f"Doc_0/Signs/Sign_{n}/Seal.esl" for n in (0, 1, 2)}
    assert [check.code for check in verify_ofd(closed, [authority.root])] == CODES + CODES[1:] * 2
    with pytest.raises(Trouble, match="ofd_closed"):
        seal_ofd(closed, two.esl, two.key, two.cert, NOW, STAMPS, beside=4)
    files = files_of(copies[1])
    files["Doc_0/Pages/Page_0/Content.xml"] += b" "
    for wrong in ([copies[0], copies[0]], [copies[0], zip_of(files)]):
        with pytest.raises(Trouble, match="ofd_differs"):
            join_ofd(wrong)


def test_the_stamp_stands_where_it_was_put(sealed_ofd: bytes, plain_ofd: bytes, organ: OrganSeal) -> None:
    record = files_of(sealed_ofd)[f"{SIGN}/Signature.xml"].decode()
    assert '<ofd:StampAnnot ID="1" PageRef="1" Boundary="110 200 42 42" />' in record
    assert read_sealed_value(files_of(sealed_ofd)[f"{SIGN}/SignedValue.dat"]).property_info == f"/{SIGN}/Signature.xml"
    with pytest.raises(Trouble, match="page_missing"):
        seal_ofd(plain_ofd, organ.esl, organ.key, organ.cert, NOW, [Stamp(page_index=1, x=0, y=0, w=42, h=42)])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<ofd:OFD ", "<!DOCTYPE x [<!ENTITY e 'x'>]><ofd:OFD "),
        ("</ofd:DocBody>", ""),
        ("Doc_0/Document.xml", "../Document.xml"),
        ("Doc_0/Document.xml", ""),
        ("Doc_0/Document.xml", "Doc_9/Document.xml"),
        ("</ofd:OFD>", "<ofd:DocBody/></ofd:OFD>"),
        ('encoding="UTF-8"', 'encoding="UTF-7"'),
    ],
)
def test_a_doubtful_entry_is_refused(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal, old: str, new: str) -> None:
    """RS-12: DTD, broken XML, paths out of the package, several documents."""
    package = zip_of({**files_of(plain_ofd), "OFD.xml": FILES["OFD.xml"].replace(old, new).encode()})
    with pytest.raises(Trouble, match="ofd_malformed"):
        seal_ofd(package, organ.esl, organ.key, organ.cert, NOW, STAMPS)
    assert failed(package, authority) != []


def test_a_dtd_in_a_page_is_refused(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal) -> None:
    page = "Doc_0/Pages/Page_0/Content.xml"
    package = zip_of({**files_of(plain_ofd), page: b"<!DOCTYPE a><a/>"})
    sealed = seal_ofd(package, organ.esl, organ.key, organ.cert, NOW, STAMPS)
    assert [(check.code, page in check.detail) for check in failed(sealed, authority)] == [("structure", True)]


@pytest.mark.parametrize("name", ["../a", "/a", "a/../b", "a//b", "./a", "a\\b", "C:a", "a/"])
def test_paths_that_lead_out_are_refused(name: str) -> None:
    """RS-12, RS-20: zip slip."""
    with pytest.raises(Trouble, match="zip_refused"):
        read_zip(zip_of({"OFD.xml": b"x", name: b"y"}))


def test_bombs_and_doubles_are_refused() -> None:
    """RS-12: count, ratio, total, duplicates (by letter case as well), encryption, comments, bytes before and after."""
    good = zip_of({"a": b"1", "b": b"2"})
    with pytest.raises(Trouble, match="entries"):
        read_zip(zip_of({str(number): b"" for number in range(MOST_ENTRIES + 1)}))
    with pytest.raises(Trouble, match="ratio"):
        read_zip(zip_of({"a": bytes(5_000_000)}))
    with pytest.raises(Trouble, match="duplicate"):
        read_zip(zip_of({"Doc/a": b"1", "doc/A": b"2"}))
    with pytest.warns(UserWarning, match="Duplicate"):
        double = _doubled()
    with pytest.raises(Trouble, match="duplicate"):
        read_zip(double)
    for hidden in (b"x" + good, good + b"x", good[:-2] + struct.pack("<H", 1) + b"x", b"", b"PK", good[:-10]):
        with pytest.raises(Trouble, match="zip_refused"):
            read_zip(hidden)
    assert read_zip(good) == {"a": b"1", "b": b"2"}


def _doubled() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    return out.getvalue()


def test_a_size_that_lies_is_refused() -> None:
    """RS-12: an entry said to be 200 MiB and more, and one said to be smaller than it is."""
    package = bytearray(zip_of({"a": b"1" * 2000}))
    central = package.index(b"PK\x01\x02")
    for size in (300 * 1024 * 1024, 5):
        for offset in (22, central + 24):
            struct.pack_into("<L", package, offset, size)
        with pytest.raises(Trouble, match="zip_refused"):
            read_zip(bytes(package))


def test_entries_written_in_a_stream_are_read() -> None:
    """Other makers' packages have data descriptors and folders; they are read, and a false descriptor is not."""

    class Stream(io.BytesIO):
        def tell(self) -> int:
            raise OSError

    out = Stream()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("Doc_0")
        archive.writestr("Doc_0/a", b"1" * 100)
    package = out.getvalue()
    assert read_zip(package) == {"Doc_0/a": b"1" * 100}
    at = package.rindex(b"PK\x07\x08")
    with pytest.raises(Trouble, match="zip_refused"):
        read_zip(package[: at + 4] + b"\xff" + package[at + 5 :])


def test_every_byte_of_the_package_counts_or_changes_nothing(authority: SampleAuthority, plain_ofd: bytes, organ: OrganSeal) -> None:
    """P25: a flipped byte of the zip itself leaves the same files to read, or is found; two readers never see two documents."""
    package = seal_ofd(plain_ofd, organ.esl, organ.key, organ.cert, NOW, STAMPS)
    files = files_of(package)
    places = [at for at in range(len(package)) if not _in_picture(at, package)]
    for at in places:
        changed = package[:at] + bytes([package[at] ^ 0x01]) + package[at + 1 :]
        found = failed(changed, authority)
        assert found or read_zip(changed) == files, at


def _in_picture(at: int, package: bytes) -> bool:
    """Skip the two compressed pictures but for every 500th byte: they are most of the bytes and all alike."""
    start, end = package.index(f"{SIGN}/Seal.esl".encode()), package.rindex(b"PK\x01\x02")
    return start + 100 < at < end - 1000 and at % 500 != 0


def test_rubbish_is_no_document(authority: SampleAuthority) -> None:
    for data in (b"", b"junk", zip_of({}), zip_of({"a": b""})):
        assert [check.code for check in failed(data, authority)] == ["structure"]


def rewritten(sealed: bytes, organ: OrganSeal, old: str, new: str) -> bytes:
    """Write ``Signature.xml`` as another maker might and sign that with the organ's own key."""
    files = files_of(sealed)
    record = f"{SIGN}/Signature.xml"
    assert old in files[record].decode()
    files[record] = files[record].decode().replace(old, new).encode()
    digest = bytes.fromhex(sm3(files[record]))
    files[f"{SIGN}/SignedValue.dat"] = sign_with_seal(organ.esl, NOW, digest, f"/{record}", organ.key, organ.cert)
    return zip_of(files)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('CheckMethod="1.2.156.10197.1.401"', 'CheckMethod="SM3"'),
        ("/Doc_0/Signs/Sign_0/SignedValue.dat", "SignedValue.dat"),
        ("/Doc_0/Res/data.bin", "../../Res/data.bin"),
        ("<ofd:Seal><ofd:BaseLoc>/Doc_0/Signs/Sign_0/Seal.esl</ofd:BaseLoc></ofd:Seal>", ""),
        ("20261123093000Z", "2026-11-23 09:30:00"),
    ],
)
def test_forms_of_other_makers_are_read(authority: SampleAuthority, sealed_ofd: bytes, organ: OrganSeal, old: str, new: str) -> None:
    """Both spellings of the digest method, relative paths, no seal file named, both forms of the date."""
    assert failed(rewritten(sealed_ofd, organ, old, new), authority) == []


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        ('CheckMethod="1.2.156.10197.1.401"', 'CheckMethod="MD5"', {"digests"}),
        ("<ofd:SignatureMethod>1.2.156.10197.1.501", "<ofd:SignatureMethod>1.2.840.10045.2.1", {"signature"}),
        ("Doc_0/Signs/Sign_0/Seal.esl</ofd:BaseLoc>", "Doc_0/Res/data.bin</ofd:BaseLoc>", {"seal"}),
        ('PageRef="1"', 'PageRef="7"', {"drawn"}),
        ('Boundary="110 200 42 42"', 'Boundary="110 200 42"', {"drawn"}),
        ('Boundary="110 200 42 42"', 'Boundary="110 200 42 nan"', {"drawn"}),
        ('Boundary="110 200 42 42"', 'Boundary="110 200 42 -1"', {"drawn"}),
        ('Boundary="110 200 42 42"', 'Boundary="left"', {"drawn"}),
        ('FileRef="/OFD.xml"', 'FileRef="/Doc_0/Document.xml"', {"structure"}),
        ('FileRef="/OFD.xml"', 'FileRef="/../OFD.xml"', {"structure"}),
        ("</ofd:CheckValue>", "?</ofd:CheckValue>", {"structure"}),
    ],
)
def test_a_signer_who_signs_nonsense_is_found(
    authority: SampleAuthority, sealed_ofd: bytes, organ: OrganSeal, old: str, new: str, codes: set[str]
) -> None:
    """P25: with the organ's own key over a bad record, the check at fault still fails, and only that one."""
    assert {check.code for check in failed(rewritten(sealed_ofd, organ, old, new), authority)} == codes


def test_a_page_left_out_of_the_signature_is_found(authority: SampleAuthority, sealed_ofd: bytes, organ: OrganSeal) -> None:
    """P25: what is drawn comes from signed bytes."""
    record = files_of(sealed_ofd)[f"{SIGN}/Signature.xml"].decode()
    page = "Doc_0/Pages/Page_0/Content.xml"
    start = record.index(f'<ofd:Reference FileRef="/{page}">')
    reference = record[start : record.index("</ofd:Reference>", start) + len("</ofd:Reference>")]
    found = failed(rewritten(sealed_ofd, organ, reference, ""), authority)
    assert found == [OfdCheck("unlisted", ok=False, detail=page), OfdCheck("drawn", ok=False, detail=f"unsigned {page}")]


def test_a_path_that_names_another_record_is_found(authority: SampleAuthority, sealed_ofd: bytes, organ: OrganSeal) -> None:
    files = files_of(sealed_ofd)
    digest = bytes.fromhex(sm3(files[f"{SIGN}/Signature.xml"]))
    files[f"{SIGN}/SignedValue.dat"] = sign_with_seal(organ.esl, NOW, digest, "/Doc_0/Signs/Sign_9/Signature.xml", organ.key, organ.cert)
    assert [check.code for check in failed(zip_of(files), authority)] == ["property_info"]
