"""Variants, which OrderCloud creates by itself: how they are compared and written."""

from collections.abc import Iterator
from urllib.parse import quote

from environments.ordercloud.errors import OrderCloudError
from environments.restore.clients import ProductionReader, StagingWriter
from environments.restore.plan import VariantsJob
from environments.restore.resources.compare import digest, writable_fields
from environments.restore.resources.resource import Call, ParentIds, Record
from environments.restore.resources.variants import VariantResource
from lib import exact_json


class VariantNotGenerated(OrderCloudError):
    """OrderCloud did not make a variant that Production has."""


def differing_variants(
    resource: VariantResource,
    place: ParentIds,
    production: ProductionReader,
    staging: StagingWriter,
    keeps_dates: bool,
) -> Iterator[tuple[Record, Record | None]]:
    """The variants of Production that are not so in Staging, each with what stands there, both reduced to
    what can be written. The latter is None when there is no such combination."""
    there = {resource.match_key(variant): variant for variant in staging.iterate(resource, place)}
    for variant in production.iterate(resource, place):
        wanted, standing = (
            writable_fields(resource, variant, keeps_dates),
            there.get(resource.match_key(variant)),
        )
        now = writable_fields(resource, standing, keeps_dates) if standing else None
        if now is None or digest(resource, wanted) != digest(resource, now):
            yield wanted, now


def write_variants(
    resource: VariantResource,
    job: VariantsJob,
    production: ProductionReader,
    staging: StagingWriter,
    keeps_dates: bool,
) -> None:
    """Make the variants of one product what they are in Production.

    Raises:
        NotGenerated: the specs of the product do not lead to one of its variants.
        Refused: OrderCloud will not.
    """
    if job.generate:
        staging.send(resource.generate_call(job.parent_ids, job.overwrite))
    for wanted, now in list(differing_variants(resource, job.parent_ids, production, staging, keeps_dates)):
        if now is None:
            raise VariantNotGenerated(f"variant {wanted['ID']} was not generated")
        path = f"{resource.list_path(job.parent_ids)}/{quote(now['ID'], safe='')}"
        staging.send(Call("PUT", path, body=True), exact_json.dumps(wanted).encode())
