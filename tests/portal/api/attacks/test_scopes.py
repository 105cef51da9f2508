"""No operation of the Portal API lets a personal access token beyond its scope."""

from tests.accounts.personal_tokens.creation import create_token
from tests.portal.api.attacks.conftest import is_envelope
from tests.portal.api.attacks.operations import PUBLIC, Operation, operations

BODY = (
    b'{"Name": "Acme", "Username": "olive", "Code": "000000", "NewPassword": "x", "Email": "x@example.com"}'
)
# What hands out more than reading, and what shows a limited token only what is its own.
GIVES_WRITE_ACCESS = {"/organizations/{organization_id}/token"}
ADMITS_LIMITED = {"/me", "/organizations"}
# What concerns the account itself, or needs a code that a sign-in confirms.
OF_THE_ACCOUNT = {
    "PUT /me/password",
    "PUT /me/email",
    "POST /me/verifyemail",
    "POST /me/accept",
    "POST /confirmation",
    "DELETE /me/authorizationmethods/{name}",
    "POST /me/authorizationmethods/{name}/link",
    "DELETE /organizations/{organization_id}",
    "POST /organizations/{organization_id}/transfer",
    "DELETE /teams/{team_id}",
}
LAST_USE = {"accounts_personalaccesstoken"}


def protected() -> list[Operation]:
    """Return the operations that require a token."""
    return [operation for operation in operations() if f"api/v1{operation.path}" not in PUBLIC]


def is_refusal(answer, status: int, code: str) -> bool:
    """Return whether a response is that error, and nothing was written."""
    return answer.status == status and is_envelope(answer.body) and answer.body["error"] == code


def test_a_token_to_read_writes_nothing(send, cast):
    token = create_token(cast.olive, scope="read").token
    wrong = []
    for operation in protected():
        answer = send(operation.method, operation.url(), BODY, token=token)
        refused = is_refusal(answer, 403, "Auth.InsufficientScope") and not answer.written - LAST_USE
        reads = operation.method == "GET" and operation.path not in GIVES_WRITE_ACCESS
        if (reads and answer.status == 403) or not (reads or refused):
            wrong.append(f"{operation.method} {operation.path}: {answer.status} {answer.text[:100]}")
    assert not wrong, "\n".join(wrong)


def test_a_token_for_one_organization_reaches_no_other_and_nothing_beside(send, cast):
    token = create_token(cast.olive, organizations=["acme_Sandbox"]).token
    wrong = []
    for operation in protected():
        answer = send(operation.method, operation.url(), BODY, token=token)
        if "organization_id" in operation.parameters:
            expected = is_refusal(answer, 404, "NotFound") or is_refusal(
                answer, 403, "Auth.InsufficientScope"
            )
        elif operation.method == "GET" and operation.path in ADMITS_LIMITED:
            expected = answer.status == 200 and '"acme"' not in answer.text
        else:
            expected = is_refusal(answer, 403, "Auth.InsufficientScope")
        if not expected or answer.written - LAST_USE:
            wrong.append(f"{operation.method} {operation.path}: {answer.status} {answer.text[:100]}")
    assert not wrong, "\n".join(wrong)


def test_no_personal_token_changes_the_account(send, cast):
    token = create_token(cast.olive).token
    tried = set()
    for operation in protected():
        if (name := f"{operation.method} {operation.path}") in OF_THE_ACCOUNT:
            answer = send(operation.method, operation.url(), BODY, token=token)
            assert is_refusal(answer, 403, "Auth.InsufficientScope"), name
            tried.add(name)
    assert tried == OF_THE_ACCOUNT
