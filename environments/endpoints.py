"""The addresses of OrderCloud, by environment and region.

The base address is what the Portal API calls `CoreApiUrl`: no trailing slash and no `/v1`. Resources are
under `/v1`, tokens beside it.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

ENVIRONMENTS = ("Sandbox", "Staging", "Production")


@dataclass(frozen=True)
class Region:
    """A region of OrderCloud; `id`, `name` and `azure_region` as the Portal API spells them."""

    id: str
    name: str
    azure_region: str


REGIONS = (
    Region("usw", "US-West", "westus"),
    Region("est", "US-East", "eastus"),
    Region("aus", "Australia-East", "australiaeast"),
    Region("eur", "Europe-West", "westeurope"),
    Region("jpn", "Japan-East", "japaneast"),
)
DEFAULT_REGION = "usw"

_REGION_HOST_NAMES = {"est": "useast", "aus": "australiaeast", "eur": "westeurope", "jpn": "japaneast"}
_DEFAULT_REGION_HOSTS = {
    "Production": "api.ordercloud.io",
    "Staging": "stagingapi.ordercloud.io",
    "Sandbox": "sandboxapi.ordercloud.io",
}


@dataclass(frozen=True)
class Guard:
    """What calls to an address that someone entered must observe, as `lib.guarded_http` describes it.

    Attributes:
        allows_loopback: whether the address may be on this machine, for the embedded emulator.
    """

    allows_loopback: bool = False


@dataclass(frozen=True)
class Endpoint:
    """The address of OrderCloud for one environment in one region.

    Attributes:
        guard: None for an address that the vendor or an operator of this portal chose.
    """

    environment: str
    region: str
    base_url: str
    guard: Guard | None = None

    @property
    def api_url(self) -> str:
        return f"{self.base_url}/v1"

    @property
    def token_url(self) -> str:
        return f"{self.base_url}/oauth/token"

    @property
    def openapi_url(self) -> str:
        return f"{self.base_url}/v1/openapi/v3"


def get_region(region_id: str) -> Region:
    """Return the region with that id.

    Raises:
        ValueError: no region has this id.
    """
    for region in REGIONS:
        if region.id == region_id:
            return region
    raise ValueError(f"{region_id!r} is not a region: {', '.join(region.id for region in REGIONS)}")


def hosted_endpoint(environment: str, region_id: str = DEFAULT_REGION) -> Endpoint:
    """Return the endpoint of the OrderCloud that the vendor hosts.

    Raises:
        ValueError: the environment or region is unknown.
    """
    _validate(environment, region_id)
    if region_id == DEFAULT_REGION:
        host = _DEFAULT_REGION_HOSTS[environment]
    else:
        host = f"{_REGION_HOST_NAMES[region_id]}-{environment.lower()}.ordercloud.io"
    return Endpoint(environment, region_id, f"https://{host}")


def emulated_endpoint(root_url: str, environment: str, region_id: str = DEFAULT_REGION) -> Endpoint:
    """Return the endpoint of the emulator at `root_url`, which has a path for each environment and region.

    Raises:
        ValueError: the environment or region is unknown.
    """
    _validate(environment, region_id)
    name = environment.lower() if region_id == DEFAULT_REGION else f"{region_id}-{environment.lower()}"
    return Endpoint(environment, region_id, f"{root_url.rstrip('/')}/{name}")


def is_local_emulator(base_url: str, environment: str, region_id: str) -> bool:
    """Return whether a URL is that of an emulator on this machine for an environment and region."""
    parts = urlsplit(base_url)
    if parts.scheme != "http" or parts.hostname not in ("localhost", "127.0.0.1"):
        return False
    return base_url == emulated_endpoint(f"http://{parts.netloc}", environment, region_id).base_url


def _validate(environment: str, region_id: str) -> None:
    if environment not in ENVIRONMENTS:
        raise ValueError(f"{environment!r} is not an environment: {', '.join(ENVIRONMENTS)}")
    get_region(region_id)
