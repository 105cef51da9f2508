"""What the installer does about Debian packages and about an environment that is up to date."""

import subprocess

import pytest

from scripts import install


@pytest.fixture
def commands(monkeypatch) -> list[list[str]]:
    """What would have been run."""
    run = []
    monkeypatch.setattr(
        subprocess, "run", lambda command, **options: run.append([str(part) for part in command])
    )
    return run


@pytest.fixture
def lacking(monkeypatch):
    """A machine without PostgreSQL and Chromium."""
    present = dict.fromkeys(install.PACKAGE_CHECKS, lambda: True)
    present |= dict.fromkeys(["postgresql", "chromium-headless-shell"], lambda: False)
    monkeypatch.setattr(install, "PACKAGE_CHECKS", present)


def test_root_installs_missing_system_packages_after_an_update(lacking, commands, monkeypatch):
    monkeypatch.setattr(install.os, "geteuid", lambda: 0)
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/usr/bin/{name}")
    install.require_packages(install.REQUIRED["dev"])
    update, packages = commands
    assert update[-1] == "update"
    assert packages[-2:] == ["postgresql", "chromium-headless-shell"]


def test_other_users_are_shown_what_to_install(lacking, commands, monkeypatch):
    monkeypatch.setattr(install.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as refusal:
        install.require_packages(install.REQUIRED["dev"])
    assert str(refusal.value) == (
        "This machine lacks postgresql, chromium-headless-shell. "
        "Run as root: apt-get install postgresql chromium-headless-shell"
    )
    assert not commands


def test_an_environment_of_the_same_lock_is_unchanged(commands, monkeypatch, tmp_path):
    monkeypatch.setattr(install, "INSTALLED_DIGEST", tmp_path / "installed")
    install.INSTALLED_DIGEST.write_text(install.digest("embedded"))
    assert install.installed("embedded")
    assert not install.installed("dev")


def test_the_environment_of_the_tests_is_sufficient_to_run(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "INSTALLED_DIGEST", tmp_path / "installed")
    install.INSTALLED_DIGEST.write_text(install.digest("dev"))
    assert install.installed("embedded")


def test_an_environment_of_another_lock_is_updated(monkeypatch, tmp_path):
    monkeypatch.setattr(install, "INSTALLED_DIGEST", tmp_path / "installed")
    install.INSTALLED_DIGEST.write_text("another")
    assert not install.installed("embedded")
