"""Indices on xp, which have no id and no effect in the emulator."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import handles
from environments.emulator.resources import responses
from environments.emulator.response import NO_CONTENT, Response
from environments.emulator.storage.records import key_of

_RESOURCE = CATALOGUE.resources["XpIndices"]


@handles("XpIndices.List", transaction="read")
def list_indices(call: Call) -> Response:
    return responses.respond_page(call, Selection(_RESOURCE))


@handles("XpIndices.Put")
def save_index(call: Call) -> Response:
    data = bodies.defaults(_RESOURCE.model) | call.checked_body(("ThingType", "Key"))
    old = call.records.find(_RESOURCE, key_of(_RESOURCE, data))
    if old is None:
        call.records.insert(_RESOURCE, data)
    return NO_CONTENT


@handles("XpIndices.Delete")
def delete_index(call: Call) -> Response:
    data = {"ThingType": call.path_params["thingtype"], "Key": call.path_params["key"]}
    index = call.records.find(_RESOURCE, key_of(_RESOURCE, data))
    if index is None:
        raise errors.not_found("XpIndex", call.path_params["key"])
    call.records.remove(index)
    return NO_CONTENT
