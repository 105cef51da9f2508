"""What the parts of a run share."""

from dataclasses import dataclass, field

from .halves import Production, Staging
from .identities import Identities
from .kind import Place
from .plan import Plan
from .progress import Progress
from .protection import Protection
from .report import Result
from .spool import Spool
from .terms import Terms


@dataclass
class Books:
    """What a run keeps while it goes on. Changed by the engine's own thread only.

    `long_lists` tells how many pages Production's list has, for lists of more than one.
    """

    production: Production
    staging: Staging
    terms: Terms
    progress: Progress
    result: Result
    spool: Spool
    plan: Plan = field(default_factory=Plan)
    identities: Identities = field(default_factory=Identities)
    protection: Protection = field(default_factory=Protection)
    long_lists: dict[tuple[str, Place], int] = field(default_factory=dict)
