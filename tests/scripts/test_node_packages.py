"""What comes from npm without its dependencies is the archive that was pinned, or nothing."""

import base64
import hashlib
import io
import tarfile

import pytest

from scripts import node_packages
from scripts.node_packages import Package


@pytest.fixture
def archive(tmp_path):
    """An archive as npm packs it, with one file."""
    path = tmp_path / "package.tgz"
    content = b'{"openapi": "3.0.0"}'
    with tarfile.open(path, "w:gz") as files:
        member = tarfile.TarInfo("package/swagger.json")
        member.size = len(content)
        files.addfile(member, io.BytesIO(content))
    return path


def package_of(content: bytes) -> Package:
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return Package("@example/package", "1.0.0", f"sha512-{digest}")


def test_the_pinned_archive_is_accepted(archive):
    node_packages.check_integrity(package_of(archive.read_bytes()), archive)


def test_another_archive_under_the_same_name_stops_the_installation(archive):
    pinned = package_of(archive.read_bytes())
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(SystemExit, match=r"@example/package 1\.0\.0 from npm is not the pinned archive"):
        node_packages.check_integrity(pinned, archive)


def test_an_archive_replaces_files_of_an_earlier_version(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(node_packages, "NODE_MODULES", tmp_path)
    folder = tmp_path / "@example" / "package"
    folder.mkdir(parents=True)
    (folder / "outdated.json").touch()
    node_packages.unpack(archive, folder)
    assert [path.name for path in folder.iterdir()] == ["swagger.json"]


def test_another_lock_is_installed_again(tmp_path, monkeypatch):
    monkeypatch.setattr(node_packages, "INSTALLED_DIGEST", tmp_path / "installed")
    node_packages.INSTALLED_DIGEST.write_text(node_packages.digest())
    assert node_packages.installed()
    monkeypatch.setattr(node_packages, "ROOT", tmp_path)
    (tmp_path / "package-lock.json").write_text("{}")
    assert not node_packages.installed()


def test_another_document_can_be_given(monkeypatch, tmp_path):
    monkeypatch.setenv("OPENAPI_DOCUMENT", str(tmp_path / "openapi.json"))
    assert node_packages.openapi_document() == tmp_path / "openapi.json"
