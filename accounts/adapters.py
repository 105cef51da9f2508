"""How allauth behaves in this portal."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers through allauth's own page; the portal's own registration checks the address first."""

    def is_open_for_signup(self, request) -> bool:
        return False
