"""A sample authority, an organ's seal and a small OFD for the tests of signing."""

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from xzt.signing.authority import OrganSeal, SampleAuthority
from xzt.signing.ofd import Stamp, seal_ofd

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FONT = Path(__file__).parents[2] / "resources" / "fonts" / "FandolSong-Bold.otf"
STAMPS = [Stamp(page_index=0, x=110, y=200, w=42, h=42)]

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
SPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
FILES = {
    "OFD.xml": f'{HEAD}<ofd:OFD {SPACE} Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo><ofd:DocID>0123456789abcdef0123456789abcdef'
    "</ofd:DocID></ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
    "Doc_0/Document.xml": f"{HEAD}<ofd:Document {SPACE}><ofd:CommonData><ofd:MaxUnitID>9</ofd:MaxUnitID><ofd:PageArea>"
    "<ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData>"
    '<ofd:Pages><ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></ofd:Pages></ofd:Document>',
    "Doc_0/Pages/Page_0/Content.xml": f'{HEAD}<ofd:Page {SPACE}><ofd:Content><ofd:Layer Type="Body" ID="2"/></ofd:Content></ofd:Page>',
    "Doc_0/Res/data.bin": "样例数据",
}


def zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def files_of(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> SampleAuthority:
    return SampleAuthority.create(tmp_path_factory.mktemp("authority"), NOW)


@pytest.fixture(scope="session")
def organ(authority: SampleAuthority) -> OrganSeal:
    return authority.organ_seal("unit-1", "湖南省示例办公厅", NOW, FONT)


@pytest.fixture(scope="session")
def plain_ofd() -> bytes:
    return zip_of({name: text.encode() for name, text in FILES.items()})


@pytest.fixture(scope="session")
def sealed_ofd(plain_ofd: bytes, organ: OrganSeal) -> bytes:
    return seal_ofd(plain_ofd, organ.esl, organ.key, organ.cert, NOW, STAMPS)
