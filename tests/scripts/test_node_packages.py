"""The npm packages of the tests are those of the lock."""

from scripts import node_packages


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
