"""Passwords: stored as hashes apart from the users, checked against the policy, locked after failures."""

import re
from dataclasses import dataclass, field

from environments.emulator import errors
from environments.emulator.auth import identity, one_time_passwords
from environments.emulator.auth.hashes import hash_of, same
from environments.emulator.storage.records import Organization, Record, Records
from environments.emulator.storage.store import Store
from environments.emulator.values import dates
from lib import clock, exact_json

MIN_LENGTH = 10
_MAX_HISTORY = 24
MAX_ATTEMPTS, LOCKOUT_MINUTES = 10, 2
_CHARACTER_CLASSES = ("UpperCaseRequired", "LowerCaseRequired", "NumericRequired", "SpecialCharacterRequired")
# A policy requires at least three of these; otherwise the platform's three apply too.
_MIN_CHARACTER_CLASSES = 3


@dataclass(frozen=True)
class Policy:
    """The password policy of a user: the strictest values of the user's profiles."""

    min_length: int = MIN_LENGTH
    upper: bool = True
    lower: bool = True
    number: bool = True
    special: bool = False
    max_repeats: int | None = None
    history_size: int = 0
    max_attempts: int = MAX_ATTEMPTS
    lockout_minutes: int = LOCKOUT_MINUTES
    max_age_days: int | None = None
    min_age_days: int = 0

    @property
    def data(self) -> dict:
        return {
            "MinimumCharacterCount": self.min_length,
            "UpperCaseRequired": self.upper,
            "LowerCaseRequired": self.lower,
            "SpecialCharacterRequired": self.special,
            "NumericRequired": self.number,
        }


@dataclass(frozen=True)
class PasswordCheck:
    """The result of checking a password at sign-in."""

    is_correct: bool
    one_time: bool = False
    locked: bool = False
    weak: bool = False
    expired: bool = False
    failures: int = 0
    max_attempts: int = MAX_ATTEMPTS
    lockout_minutes: int = LOCKOUT_MINUTES
    policy: dict = field(default_factory=dict)


def policy(records: Records, user: Record | None) -> Policy:
    """Return the password policy of a user; the platform's minimum if no profile has one."""
    profiles = identity.profiles(records, user) if user else []
    configs = [p["PasswordConfig"] for p in profiles if p["PasswordConfig"]]
    if not configs:
        return Policy()
    upper, lower, number, special = (any(c[name] for c in configs) for name in _CHARACTER_CLASSES)
    if upper + lower + number + special < _MIN_CHARACTER_CLASSES:
        upper = lower = number = True
    return Policy(
        min_length=max(_values(configs, "MinimumCharacterCount") + [MIN_LENGTH]),
        upper=upper,
        lower=lower,
        number=number,
        special=special,
        max_repeats=min(_values(configs, "MaxConsecutiveDupeChars"), default=None),
        history_size=max(_values(configs, "LimitPasswordReuse"), default=0),
        max_attempts=min(_values(configs, "AllowedFailedAttempts"), default=MAX_ATTEMPTS),
        lockout_minutes=max(_values(configs, "LockoutDuration"), default=LOCKOUT_MINUTES),
        max_age_days=min(_values(configs, "MaximumPasswordAge"), default=None),
        min_age_days=max(_values(configs, "MinimumPasswordAge"), default=0),
    )


def _values(configs: list[dict], name: str) -> list[int]:
    return [config[name] for config in configs if config[name] is not None]


def meets_policy(password: str, required: Policy) -> bool:
    """Return whether a password meets a policy."""
    return (
        len(password) >= required.min_length
        and (not required.upper or any(c.isupper() for c in password))
        and (not required.lower or any(c.islower() for c in password))
        and (not required.number or any(c.isdigit() for c in password))
        and (not required.special or any(not c.isalnum() for c in password))
        and (not required.max_repeats or not re.search(rf"(.)\1{{{required.max_repeats}}}", password))
    )


def insecure_password(required: Policy) -> errors.ApiError:
    """Return the error for a password that does not meet the policy."""
    message = "Password does not meet security requirements."
    return errors.bad_request("PasswordReset.InsecurePassword", message, required.data)


def set_password(records: Records, user: Record, password: str, *, by_user: bool = False) -> Record:
    """Set a user's password; `by_user` applies the rules against reusing it and changing it too soon."""
    required = policy(records, user)
    if not meets_policy(password, required):
        raise insecure_password(required)
    old = _credential(records, user)
    history = old.history if old else []
    if (
        by_user
        and required.history_size
        and any(same(h, password) for h in history[-required.history_size :])
    ):
        raise errors.bad_request("PasswordReset.CannotReusePassword", "This password was used before.")
    age = _age_days(user)
    if by_user and age is not None and age < required.min_age_days:
        raise errors.bad_request("PasswordReset.TooSoonToChange", "The password was changed too recently.")
    hashed = hash_of(password)
    records.connection.execute(
        "INSERT OR REPLACE INTO credential VALUES (?, ?, ?, ?, ?, 0, NULL)",
        (
            records.organization.num,
            user.resource.name,
            user.num,
            hashed,
            exact_json.dumps([*history, hashed][-_MAX_HISTORY:]),
        ),
    )
    return records.update(user, user.data | {"PasswordLastSetDate": dates.now()})


def check(records: Records, user: Record, password: str) -> PasswordCheck:
    """Check a password at sign-in. `record_attempt` stores the result."""
    credential = _credential(records, user)
    required = policy(records, user)
    if credential is None:
        return PasswordCheck(False)
    if (credential.locked_until or 0) > clock.timestamp():
        return PasswordCheck(False, locked=True)
    if one_time_passwords.matches(records, user, password):
        return PasswordCheck(True, one_time=True)
    is_correct = same(credential.hash, password)
    return PasswordCheck(
        is_correct,
        weak=is_correct and not meets_policy(password, required),
        expired=is_correct and _is_expired(user, required),
        failures=0 if is_correct else credential.failures + 1,
        max_attempts=required.max_attempts,
        lockout_minutes=required.lockout_minutes,
        policy=required.data,
    )


def _is_expired(user: Record, required: Policy) -> bool:
    age = _age_days(user)
    return required.max_age_days is not None and age is not None and age > required.max_age_days


def record_attempt(store: Store, organization: Organization, user: Record, result: PasswordCheck) -> None:
    """Count a failed sign-in, or reset the count after a successful one; lock after too many failures."""
    if result.locked:
        return
    locked = (
        clock.timestamp() + result.lockout_minutes * 60 if result.failures >= result.max_attempts else None
    )
    failures = 0 if locked else result.failures
    with store.write_transaction() as connection:
        connection.execute(
            "UPDATE credential SET failures=?, locked_until=? WHERE org=? AND kind=? AND num=?",
            (failures, locked, organization.num, user.resource.name, user.num),
        )


def unlock(records: Records, user: Record) -> None:
    """Let a user sign in again who was locked after too many failures."""
    records.connection.execute(
        "UPDATE credential SET failures=0, locked_until=NULL WHERE org=? AND kind=? AND num=?",
        (records.organization.num, user.resource.name, user.num),
    )


def failed_attempts(records: Records, users: list[Record]) -> list[int]:
    """Return how often sign-in failed for each user since the last success; all users are of one resource.

    A locked user has as many as the policy allows.
    """
    counts = []
    for user in users:
        row = records.connection.execute(
            "SELECT failures, locked_until FROM credential WHERE org=? AND kind=? AND num=?",
            (records.organization.num, user.resource.name, user.num),
        ).fetchone()
        failures, locked_until = row or (0, None)
        counts.append(policy(records, user).max_attempts if locked_until else failures)
    return counts


@dataclass(frozen=True)
class _Credential:
    hash: str
    history: list[str]
    failures: int
    locked_until: float | None


def _credential(records: Records, user: Record) -> _Credential | None:
    row = records.connection.execute(
        "SELECT hash, history, failures, locked_until FROM credential WHERE org=? AND kind=? AND num=?",
        (records.organization.num, user.resource.name, user.num),
    ).fetchone()
    return _Credential(row[0], exact_json.loads(row[1]), row[2], row[3]) if row else None


def _age_days(user: Record) -> float | None:
    if not user["PasswordLastSetDate"]:
        return None
    return (clock.now() - dates.parse(user["PasswordLastSetDate"])).total_seconds() / 86400
