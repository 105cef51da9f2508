"""The Portal API of restores: all routers of this layer."""

from ninja import Router

router = Router()
