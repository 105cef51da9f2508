"""Indices on xp: they have no id, and change nothing here but what the list of them says."""

from environments.emulator import errors
from environments.emulator.calls import bodies
from environments.emulator.calls.call import Call
from environments.emulator.catalogue import CATALOGUE
from environments.emulator.queries.selection import Selection
from environments.emulator.registry import answers
from environments.emulator.resources import responses
from environments.emulator.response import NOTHING, Answer
from environments.emulator.storage.records import key_of

_KIND = CATALOGUE.kinds["XpIndices"]


@answers("XpIndices.List", transaction="read")
def list_(call: Call) -> Answer:
    return responses.answer_page(call, Selection(_KIND))


@answers("XpIndices.Put")
def put(call: Call) -> Answer:
    data = bodies.blank(_KIND.model) | call.given(("ThingType", "Key"))
    old = call.records.find(_KIND, key_of(_KIND, data))
    if old is None:
        call.records.insert(_KIND, data)
    return NOTHING


@answers("XpIndices.Delete")
def delete(call: Call) -> Answer:
    data = {"ThingType": call.path["thingtype"], "Key": call.path["key"]}
    found = call.records.find(_KIND, key_of(_KIND, data))
    if found is None:
        raise errors.not_found("XpIndex", call.path["key"])
    call.records.remove(found)
    return NOTHING
