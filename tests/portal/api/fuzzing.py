"""Run Schemathesis against the Portal API: generated calls, and whether the responses match the document."""

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
CASES = re.compile(r"(\d+) generated")
FAILURES = re.compile(r"(\d+) failures?")


@dataclass(frozen=True)
class Result:
    """How many calls Schemathesis generated, and how many responses differ from the document."""

    calls: int
    failures: int
    exit_status: int
    report: str


def fuzz(portal: str, token: str, examples: dict[str, str], folder: Path, *options: str) -> Result:
    """Fuzz every operation of the API of `portal`, the URL without a path.

    Args:
        examples: values of path parameters by name; others are generated.
        folder: where Schemathesis writes its files.
    """
    configuration = folder / "schemathesis.toml"
    lines = [f'"path.{name}" = "{value}"' for name, value in sorted(examples.items())]
    configuration.write_text("\n".join(["[parameters]", *lines, ""]))
    command = [
        *(str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(configuration)),
        *(
            "run",
            f"{portal}/api/v1/openapi.json",
            "-u",
            f"{portal}/api/v1",
            "-H",
            f"Authorization: Bearer {token}",
        ),
        *("--checks", CHECKS, "--generation-deterministic", "--workers", "1", "--no-color", *options),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    calls, failures = CASES.search(done.stdout), FAILURES.search(done.stdout)
    return Result(
        int(calls[1]) if calls else 0,
        int(failures[1]) if failures else 0,
        done.returncode,
        done.stdout + done.stderr,
    )
