"""Users of OrderCloud in words, for the audit log and the history."""


def user_in_words(kind: str, username: str, name: str = "", company_id: str = "") -> str:
    """Return a user with kind and company, such as "buyer user mvela (Marcus Vela) of vela-workshops".

    Args:
        name: the full name, which is left out if it is only the username.
    """
    full_name = f" ({name})" if name not in ("", username) else ""
    company = f" of {company_id}" if company_id else ""
    return f"{kind} user {username}{full_name}{company}"
