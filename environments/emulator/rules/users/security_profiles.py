"""Security profiles and impersonation configs."""

from environments.emulator import errors
from environments.emulator.calls.call import Call
from environments.emulator.registry import before_saving
from environments.emulator.storage.records import Record

_MIN_PASSWORD_LENGTH = 10


@before_saving("SecurityProfiles")
def _check_password_config(call: Call, data: dict, old: Record | None) -> None:
    min_length = (data["PasswordConfig"] or {}).get("MinimumCharacterCount")
    if min_length is not None and min_length < _MIN_PASSWORD_LENGTH:
        message = f"MinimumCharacterCount must be {_MIN_PASSWORD_LENGTH} or more."
        raise errors.bad_request("SecurityProfile.InvalidPasswordConfiguration", message)


@before_saving("ImpersonationConfigs")
def _check_unique_combination(call: Call, data: dict, old: Record | None) -> None:
    parties = (
        "ImpersonationBuyerID", "ImpersonationGroupID", "ImpersonationUserID", "BuyerID", "GroupID", "UserID",
        "ClientID",
    )  # fmt: skip
    same = call.records.where("ImpersonationConfigs", **{name: data[name] for name in parties})
    if any(old is None or other.num != old.num for other in same):
        message = "A config for this combination already exists."
        raise errors.conflict("ImpersonationConfig.ConflictingImpersonationConfigExists", message)
