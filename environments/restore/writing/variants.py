"""Variants, which OrderCloud creates by itself: how they are compared and written."""

from collections.abc import Iterator
from urllib.parse import quote

from environments.ordercloud.errors import OrderCloudError
from environments.restore.clients import Production, Staging
from environments.restore.plan import VariantsJob
from environments.restore.resources.compare import digest, writable
from environments.restore.resources.resource import Call, Place, Record
from environments.restore.resources.variants import VariantKind
from lib import exact_json


class NotGenerated(OrderCloudError):
    """OrderCloud did not make a variant that Production has."""


def differing(
    kind: VariantKind, place: Place, production: Production, staging: Staging, keep_dates: bool
) -> Iterator[tuple[Record, Record | None]]:
    """The variants of Production that are not so in Staging, each with what stands there, both reduced to
    what can be written. The latter is None when there is no such combination."""
    there = {kind.name_of(variant): variant for variant in staging.all_of(kind, place)}
    for variant in production.all_of(kind, place):
        wanted, standing = writable(kind, variant, keep_dates), there.get(kind.name_of(variant))
        now = writable(kind, standing, keep_dates) if standing else None
        if now is None or digest(kind, wanted) != digest(kind, now):
            yield wanted, now


def write_variants(
    kind: VariantKind, job: VariantsJob, production: Production, staging: Staging, keep_dates: bool
) -> None:
    """Make the variants of one product what they are in Production.

    Raises:
        NotGenerated: the specs of the product do not lead to one of its variants.
        Refused: OrderCloud will not.
    """
    if job.generate:
        staging.change(kind.generate(job.place, job.overwrite))
    for wanted, now in list(differing(kind, job.place, production, staging, keep_dates)):
        if now is None:
            raise NotGenerated(f"variant {wanted['ID']} was not generated")
        path = f"{kind.list_path(job.place)}/{quote(now['ID'], safe='')}"
        staging.change(Call("PUT", path, body=True), exact_json.dumps(wanted).encode())
