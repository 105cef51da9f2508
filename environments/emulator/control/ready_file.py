"""The file that says where a started emulator answers; it exists while the emulator does."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from environments.emulator.storage.records import Organization


def write(name: str, url: str, pid: int, key_file: str | None, organizations: Iterable[Organization]) -> None:
    """Write the file as JSON, in one step, so that who waits for it reads all of it. It has no secret."""
    content = {
        "Url": url,
        "Pid": pid,
        "KeyFile": str(Path(key_file).resolve()) if key_file else None,
        "Organizations": [
            {"Id": o.portal_id, "Environment": o.environment, "BaseUrl": url + o.base_path}
            for o in organizations
        ],
    }
    path = Path(name)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.write_text(json.dumps(content, indent=2) + "\n")
    draft.replace(path)


def remove(name: str) -> None:
    """Delete the file, if there is one."""
    Path(name).unlink(missing_ok=True)
