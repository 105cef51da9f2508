"""Reading of the Portal API's responses."""


def usernames(response) -> list[str]:
    """Return the usernames of a list of users, or of records that hold one."""
    status, listed = response
    assert status == 200
    return [item.get("User", item)["Username"] for item in listed["Items"]]


def error_of(response) -> tuple[int, str]:
    """Return the status and the code of the first error; every error has the whole envelope."""
    status, body = response
    error = body["Errors"][0]
    assert set(error) == {"ErrorCode", "Message", "Data"}
    assert (body["error"], body["error_description"]) == (error["ErrorCode"], error["Message"])
    return status, error["ErrorCode"]


def message_of(response) -> str:
    """Return the sentence of the first error."""
    return response[1]["Errors"][0]["Message"]
