"""Personal access tokens for tests."""

from datetime import timedelta
from uuid import uuid4

from accounts.personal_tokens import tokens
from lib import clock


def create_token(user, name="Pipeline", *, lifetime=timedelta(days=30), **options) -> tokens.NewToken:
    """Create an access token of `user`, by default for everything during 30 days."""
    options = {"scope": "write", "organizations": None, "token_id": uuid4(), **options}
    expires_at = clock.now().replace(microsecond=0) + lifetime
    return tokens.create(by=user, name=name, expires_at=expires_at, **options)
