"""Shapes of the Portal API's bodies. Names are matched whatever their case; unknown members are ignored."""

from ninja import Schema
from pydantic import ConfigDict, model_validator


class Body(Schema):
    """A body whose members may be spelled in any case, as the vendor's own clients do."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def any_case(cls, given):
        """Renames the members to the spelling of the contract."""
        read = given if isinstance(given, dict) else getattr(given, "_obj", given)
        if not isinstance(read, dict):
            return given
        spelling = {name.lower(): name for name in cls.model_fields}
        return {spelling.get(str(name).lower(), name): value for name, value in read.items()}


class ProfileIn(Body):
    """A profile as `PUT /me` takes it; the address is read elsewhere."""

    Username: str
    Name: str = ""
    Email: str | None = None
    Country: str | None = None
    Region: str | None = None


class CodeIn(Body):
    """A mailed code."""

    Code: str = ""
