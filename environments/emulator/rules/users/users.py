"""Users of buyers, suppliers and the seller: unique usernames, passwords, and users that must stay."""

from environments.emulator import errors
from environments.emulator.auth import identity, passwords
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import after_saving, before_deleting, before_saving, computes, handles
from environments.emulator.resources import responses
from environments.emulator.response import Response
from environments.emulator.storage.records import Record, Records

_PENDING_PASSWORD = "Password"


@before_saving(*identity.USER_TYPES)
def _check_username(call: Call, data: dict, old: Record | None) -> None:
    taken = identity.find_by_username(call.records, data["Username"] or "")
    if taken and not (old and taken.num == old.num and taken.resource is old.resource):
        message = "This username is taken in this marketplace."
        raise errors.conflict("User.UsernameMustBeUnique", message)
    if old:
        data["PasswordLastSetDate"] = data["PasswordLastSetDate"] or old["PasswordLastSetDate"]


@before_saving(*identity.USER_TYPES)
def _withhold_password(call: Call, data: dict, old: Record | None) -> None:
    # Set after the record is stored, so that the plain password is never written.
    call.transient_values[_PENDING_PASSWORD] = data["Password"]
    data["Password"] = None


@after_saving(*identity.USER_TYPES)
def _set_password(call: Call, record: Record, old: Record | None) -> Record:
    password = call.transient_values.pop(_PENDING_PASSWORD, None)
    return passwords.set_password(call.records, record, password) if password else record


@after_saving(*identity.USER_TYPES)
def _update_default_context_users(call: Call, record: Record, old: Record | None) -> None:
    if old and old["Username"] != record["Username"]:
        for client in call.records.where("ApiClients", DefaultContextUserName=old["Username"]):
            call.records.update(client, client.data | {"DefaultContextUserName": record["Username"]})


@before_deleting(*identity.USER_TYPES)
def _protect_default_user(call: Call, record: Record) -> None:
    if call.records.where("ApiClients", DefaultContextUserName=record["Username"]):
        message = "The user is the default context user of an API client."
        raise errors.conflict("User.CannotDeleteDefaultContextUser", message)


@before_deleting("Users")
def _protect_user_with_open_orders(call: Call, record: Record) -> None:
    buyer = call.records.get_by_num("Buyers", record.parent_num)
    orders = call.records.where("Orders", FromCompanyID=buyer.id, FromUserID=record.id)
    if any(order["Status"] in ("Open", "AwaitingApproval") for order in orders):
        raise errors.conflict("User.CannotDeleteWithOpenOrder", "The user has open orders.")


@before_deleting("Buyers", "Suppliers")
def _protect_default_users_of_company(call: Call, record: Record) -> None:
    resource = "Users" if record.resource.name == "Buyers" else "SupplierUsers"
    for user in call.records.where(resource, parent=record.num):
        _protect_default_user(call, user)


@handles("Users.ListAcrossBuyers", transaction="read")
def list_across_buyers(call: Call) -> Response:
    """List the users of all buyers; a buyer's users see those of their own."""
    selection = Selection(CATALOGUE.resources["Users"])
    if call.caller.user_type == "buyer":
        selection.where("parent=?", call.required_company.num)
    return responses.respond_page(call, selection)


@computes(*identity.USER_TYPES)
def _company_and_attempts(records: Records, users: list[Record]) -> list[dict]:
    extras = []
    for user, attempts in zip(users, passwords.failed_attempts(records, users), strict=True):
        owner = identity.company(records, user)
        company_id = owner.id if owner else records.organization.marketplace_id
        extras.append({"CompanyID": company_id, "FailedLoginAttempts": attempts})
    return extras
