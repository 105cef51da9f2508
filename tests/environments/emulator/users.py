"""Create users of a marketplace with roles and an API client, and sign them in."""

from tests.environments.emulator.api_client import Api, Marketplace, user

OPEN_CLIENT = {
    "AppName": "Everything",
    "Active": True,
    "AllowAnyBuyer": True,
    "AllowAnySupplier": True,
    "AllowSeller": True,
    "AccessTokenDuration": 60,
}


def create_open_client(api: Api, **more) -> str:
    """Create an API client that accepts all users, and return its id."""
    return api.post("/apiclients", OPEN_CLIENT | more)["ID"]


def signed_in_user(api: Api, path: str, id_: str, roles: list[str], client: str, **party: str) -> Api:
    """Create a user with roles under a path such as `/buyers/acme/users`, and sign in as it."""
    api.post(path, user(id_))
    api.post("/securityprofiles", {"ID": f"for-{id_}", "Name": id_, "Roles": roles})
    assignment = {"SecurityProfileID": f"for-{id_}", "UserID": id_} | party
    api.post("/securityprofiles/assignments", assignment)
    return sign_in(api.organization, client, id_)


def sign_in(marketplace: Marketplace, client: str, username: str) -> Api:
    form = {
        "grant_type": "password",
        "client_id": client,
        "username": username,
        "password": "Correct-Horse-9",
    }
    response = marketplace.token(**form)
    assert response.ok, response.text
    return marketplace.with_token(response.json()["access_token"])


def can_sign_in(marketplace: Marketplace, client: str, username: str, password: str) -> bool:
    form = {"grant_type": "password", "client_id": client, "username": username, "password": password}
    return marketplace.token(**form).ok


def create_assignees(api: Api) -> None:
    """Create a user and a group of buyer b (`u`, `g`), supplier s (`su`, `sg`) and seller (`au`, `ag`)."""
    api.post("/buyers", {"ID": "b", "Name": "B"})
    api.post("/buyers/b/users", user("u"))
    api.post("/buyers/b/usergroups", {"ID": "g", "Name": "G"})
    api.post("/suppliers", {"ID": "s", "Name": "S"})
    api.post("/suppliers/s/users", user("su"))
    api.post("/suppliers/s/usergroups", {"ID": "sg", "Name": "SG"})
    api.post("/adminusers", user("au"))
    api.post("/usergroups", {"ID": "ag", "Name": "AG"})
