"""Restores that need the attention of a user: the last one of a pair failed or left something to fix."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from organizations.access import visible_to
from organizations.models import Organization
from organizations.permissions import Can
from organizations.restores.labels import pluralize
from organizations.restores.models import Restore, RestoreFinding, RestorePermission

State = Restore.State
MAX_SHOWN = 5


@dataclass(frozen=True)
class Attention:
    """The last restore of a pair, with what to do about it in a few words."""

    restore: Restore
    reason: str

    @property
    def organization(self) -> Organization:
        """The Staging organization, whose page has the report."""
        return self.restore.pair.staging


def needing_attention(user: User) -> list[Attention]:
    """Return the latest restores that need attention, of pairs that `user` may restore.

    A pair is not among them any more when a later restore leaves nothing to fix. At most `MAX_SHOWN`.
    """
    mine = visible_to(user, Can.RESTORE).values("pk")
    permitted = RestorePermission.objects.filter(pair=OuterRef("pair"), revoked_at=None)
    ended = Restore.objects.filter(started_at__isnull=False, ended_at__isnull=False)
    later = ended.filter(pair=OuterRef("pair"), created_at__gt=OuterRef("created_at"))
    drifted = RestoreFinding.objects.filter(restore=OuterRef("pk"), type=RestoreFinding.Type.DRIFT)
    restores = (
        ended.filter(pair__staging__in=mine, pair__production__deleted_at=None)
        .filter(Q(pair__production__in=mine) | Exists(permitted))
        .filter(
            Q(state__in=[State.FAILED, State.INCOMPLETE]) | Q(Exists(drifted), state=State.FINISHED),
            ~Exists(later),
        )
        .select_related("pair__staging")
    )
    return [Attention(restore, _reason(restore)) for restore in restores[:MAX_SHOWN]]


def _reason(restore: Restore) -> str:
    if restore.state == State.FAILED:
        return "The last restore failed"
    if restore.failed:
        return f"The last restore left {pluralize(restore.failed, 'record')} unfinished"
    return "Records need attention after the last restore"
