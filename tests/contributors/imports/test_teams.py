"""The import of teams and their members."""

import io
import json

from accounts.operators import Operator
from contributors.imports.importing import import_file
from contributors.imports.options import Options
from contributors.models import TeamMember


def run(**line):
    (result,) = import_file(io.BytesIO(json.dumps(line).encode()), Options(by=Operator(None, "move")))
    return result.result


def test_the_username_and_the_email_of_a_member_must_belong_together(cast):
    line = {"type": "team_member", "Team": "traders", "Username": "stan"}
    refused = run(**line, Email="victor@example.com")
    assert (refused.outcome, refused.message) == (
        "failed",
        "The username stan belongs to an account with another email.",
    )
    assert not TeamMember.objects.filter(team="traders", user=cast.stan).exists()
    assert run(**line, Email="Stan@example.com").outcome == "created"
