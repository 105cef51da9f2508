"""Variants, which OrderCloud creates itself: how they are compared and written."""

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
    """OrderCloud did not create a variant that Production has."""


def differing_variants(
    resource: VariantResource,
    parent_ids: ParentIds,
    production: ProductionReader,
    staging: StagingWriter,
    can_set_dates: bool,
) -> Iterator[tuple[Record, Record | None]]:
    """Yield the variants of Production that differ in Staging, each with Staging's, or None if it is missing.

    Both have only their writable fields.
    """
    in_staging = {resource.match_key(variant): variant for variant in staging.iterate(resource, parent_ids)}
    for variant in production.iterate(resource, parent_ids):
        expected, existing = (
            writable_fields(resource, variant, can_set_dates),
            in_staging.get(resource.match_key(variant)),
        )
        current = writable_fields(resource, existing, can_set_dates) if existing else None
        if current is None or digest(resource, expected) != digest(resource, current):
            yield expected, current


def write_variants(
    resource: VariantResource,
    job: VariantsJob,
    production: ProductionReader,
    staging: StagingWriter,
    can_set_dates: bool,
) -> None:
    """Write the variants of one product as they are in Production.

    Raises:
        VariantNotGenerated: the specs of the product do not lead to one of its variants.
        ErrorResponse: OrderCloud rejects a call.
    """
    if job.generate:
        staging.send(resource.generate_call(job.parent_ids, job.overwrite))
    for expected, current in list(
        differing_variants(resource, job.parent_ids, production, staging, can_set_dates)
    ):
        if current is None:
            raise VariantNotGenerated(f"variant {expected['ID']} was not generated")
        path = f"{resource.list_path(job.parent_ids)}/{quote(current['ID'], safe='')}"
        staging.send(Call("PUT", path, body=True), exact_json.dumps(expected).encode())
