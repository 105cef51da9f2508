"""The user of `/me`: the one the access token was issued to."""

from environments.emulator import errors
from environments.emulator.auth import identity
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.registry import handles
from environments.emulator.resources import crud, responses
from environments.emulator.response import NO_CONTENT, Response, json_response
from environments.emulator.rules.catalog.visibility import BuyerContext
from environments.emulator.storage.records import Record

_KEPT = ("ID", "DateCreated", "PasswordLastSetDate", "LastActive")
_USER_FIELDS = tuple(CATALOGUE.models["User"].fields)


@handles("Me.Get", transaction="read")
def get(call: Call) -> Response:
    return json_response(200, me(call))


def me(call: Call) -> dict:
    """Return the caller as a MeUser; the default context has a user without a record."""
    me_user = bodies.defaults(CATALOGUE.models["MeUser"])
    me_user["Seller"] = {"ID": call.organization.marketplace_id}
    if call.user is None:
        name = call.organization.default_user
        return me_user | {
            "ID": name,
            "Username": call.caller.username,
            "FirstName": "Default User",
            "LastName": "Default User",
            "Active": True,
            "AvailableRoles": [],
        }
    me_user |= responses.with_computed(call.records, call.user)
    if call.caller.user_type == "buyer":
        buyer = call.required_company
        default_catalog = BuyerContext.of(call.records, call.user).default_catalog_id
        me_user["Buyer"] = {"ID": buyer.id, "DefaultCatalogID": default_catalog}
    elif call.caller.user_type == "supplier":
        me_user["Supplier"] = {"ID": call.required_company.id}
    return me_user


def buyer_user(call: Call) -> Record:
    """Return the caller's user, which must be of a buyer.

    Raises:
        ApiError: For all other callers, to whom most of `/me` is closed.
    """
    if call.user is None or call.caller.user_type != "buyer":
        raise errors.wrong_user_type()
    return call.user


def registered_buyer_user(call: Call) -> Record:
    """Return the caller's user, which must be of a buyer and not anonymous. Raises `ApiError`."""
    buyer_user(call)
    return registered_user(call)


def buyer_context(call: Call) -> BuyerContext:
    return BuyerContext.of(call.records, buyer_user(call))


def registered_user(call: Call) -> Record:
    """Return the caller's own user record.

    Raises:
        ApiError: For the default context, which has none, and for anonymous users, who cannot change theirs.
    """
    if call.user is None:
        raise errors.wrong_user_type()
    if call.caller.anonymous:
        raise errors.ApiError(403, "Auth.AnonUserProhibited", "An anonymous user cannot do this.")
    return call.user


@handles("Me.Save")
def save(call: Call) -> Response:
    return _update_user(call, bodies.defaults(CATALOGUE.models["User"]))


@handles("Me.Patch")
def patch(call: Call) -> Response:
    return _update_user(call, None)


def _update_user(call: Call, defaults: dict | None) -> Response:
    user = registered_user(call)
    given = {name: value for name, value in call.checked_body().items() if name in _USER_FIELDS}
    if defaults is None:
        data = bodies.apply_patch(user.data, given)
    else:
        unchanged = {name: user[name] for name in _KEPT}
        data = {**defaults, **unchanged, **given}
    for name in ("Username", "FirstName", "LastName", "Email"):
        if not data[name]:
            raise errors.required(name)
    call.user = crud.update_record(call, user, data)
    return json_response(200, me(call))


@handles("Me.ListUserGroups", transaction="read")
def groups(call: Call) -> Response:
    user_groups = identity.groups(call.records, call.user) if call.user else []
    return responses.respond_items(call, [group.data for group in user_groups])


@handles("Me.RevokeTokens")
def revoke_tokens(call: Call) -> Response:
    """Revoke all tokens of the caller's user, that of this call too."""
    call.emulator.tokens.revocations.revoke_user(call.records, registered_user(call))
    return NO_CONTENT
