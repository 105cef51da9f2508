"""The project's own files, as git lists them: tracked, and new ones that it does not ignore."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("portal", "console", "contributors", "organizations", "accounts", "environments", "lib")


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """Return the paths, relative to the root, of files with one of `suffixes`; without any, of all files."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    paths = (Path(line) for line in sorted(set(listed)))
    return tuple(path for path in paths if path.name.endswith(suffixes or "") and (ROOT / path).is_file())


def read(path: Path) -> str:
    return (ROOT / path).read_text()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(read(path), str(path))


def source() -> list[Path]:
    """Return the Python files of the layers, without migrations."""
    return [path for path in files(".py") if path.parts[0] in LAYERS and "migrations" not in path.parts]
