"""One finished course and its package for all tests of the archive; tests that change something take a copy."""

import shutil
from pathlib import Path

import pytest

from tests.archive.course import BEGIN, Made, make
from xzt.archive.package import write_package
from xzt.signing.authority import SampleAuthority


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(SampleAuthority.create(tmp_path_factory.mktemp("authority"), BEGIN))


@pytest.fixture(scope="session")
def written(made: Made, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages") / "package"
    write_package(made.contents, folder, made.key, made.course.at)
    return folder


@pytest.fixture
def package(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "package"))
