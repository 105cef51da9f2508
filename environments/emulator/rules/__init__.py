"""What is particular to some resources; each module is named for its subject and registers itself with acting."""

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
