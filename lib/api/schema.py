"""Base classes of the Portal API's request bodies and responses."""

from typing import Any

from ninja import Schema
from pydantic import ConfigDict, model_validator

from lib.api.describe import example


class CaseInsensitiveSchema(Schema):
    """A body whose members may be spelled in any case, as OrderCloud's own clients do; others are ignored."""

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def normalize_case(cls, value: Any) -> Any:
        """Rename the members to the spelling of the contract."""
        members = value if isinstance(value, dict) else getattr(value, "_obj", value)
        if not isinstance(members, dict):
            raise ValueError("Send a JSON object.")
        spelling = {name.lower(): name for name in cls.model_fields}
        return {spelling.get(str(name).lower(), name): member for name, member in members.items()}


class Recaptcha(CaseInsensitiveSchema):
    """A captcha's token, which the hosted Portal demands; it is accepted and ignored here."""

    model_config = example(Token="")

    Token: str | None = None


class ResponseSchema(Schema):
    """A response of the contract, in which every member is present."""
