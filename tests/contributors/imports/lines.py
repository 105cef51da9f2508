"""Lines to import, and an import of them."""

import io
import json

from accounts.operators import Operator
from contributors.imports.importing import import_file
from contributors.imports.options import Options

PERSON = {"type": "person", "Username": "dana", "Email": "Dana@example.com", "Name": "Dana Reyes"}
NAMELESS = {"type": "person", "Email": "kim@example.com", "FirstName": "Kim", "LastName": "Park"}
ORGANIZATION = {"type": "organization", "ID": "north", "Environment": "production", "Owner": "dana"}
ACCESS = {
    "type": "contributor",
    "Organization": "north",
    "Email": "kim@example.com",
    "Roles": ["orderadmin", "ProductReader"],
    "ManageContributors": True,
    "Permissions": ["ImpersonateBuyer", "seller"],
}
EVERYTHING = [ACCESS, ORGANIZATION, NAMELESS, PERSON]  # each before what it needs


def as_file(*lines) -> io.BytesIO:
    return io.BytesIO(
        b"\n".join(line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines)
    )


def run(*lines, **options):
    return import_file(as_file(*lines), Options(by=Operator(None, "move"), **options))


def outcomes(lines) -> list[str]:
    return [str(line.result.outcome) for line in lines]
