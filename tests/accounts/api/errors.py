"""Errors of the Portal API."""


def error_code(response) -> str:
    """Return the code of the first error in the envelope."""
    return response.json()["Errors"][0]["ErrorCode"]
