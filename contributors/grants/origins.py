"""Who granted each right of an access grant, and when."""

from accounts.operators import Actor, user_of
from contributors.access_settings import AccessSettings
from contributors.models import AccessGrant
from lib import clock


def set_access(grant: AccessGrant, wanted: AccessSettings, *, by: Actor) -> None:
    """Set what `grant` gives, and note who added what is new, without saving it."""
    user = user_of(by)
    origin = [user.pk if user else None, clock.now().isoformat()]
    held = AccessSettings.of(grant).rights if grant.pk else frozenset()
    known = {right: grant.origins[right] for right in wanted.rights & held if right in grant.origins}
    wanted.apply_to(grant)
    grant.origins = known | dict.fromkeys(sorted(wanted.rights - held), origin)
