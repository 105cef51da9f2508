"""The model of the Portal API's errors in the OpenAPI document."""

from typing import Any

from pydantic import Field

from lib.api.schema import ResponseSchema


class Error(ResponseSchema):
    """An error. Programs decide by `ErrorCode`; `Message` is for people and may change."""

    ErrorCode: str
    Message: str
    Data: dict[str, Any] | None = Field(
        description="What the error is about, such as the ID that was not found."
    )


class ErrorResponse(ResponseSchema):
    """The body of every error. `error` and `error_description` repeat it in OAuth's words."""

    Errors: list[Error]
    error: str
    error_description: str
