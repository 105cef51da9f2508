"""What is particular to some resources: modules named for their subject, which register with acting."""

from environments.emulator.rules import (  # noqa: F401  importing registers them
    apiclients,
    buyers,
    catalogs,
    hooks,
    me,
    owners,
    products,
    securityprofiles,
    users,
    xpindices,
)
