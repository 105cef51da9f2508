"""An enlarged copy of the real document."""

import copy
import json

EXTRA_OPERATIONS = 241


def duplicate_operations(document: bytes) -> bytes:
    """Return the document with 241 of its operations repeated under other names: 643 in all."""
    known = json.loads(document)
    larger, added = copy.deepcopy(known), 0
    for path, item in known["paths"].items():
        again = {}
        for verb, operation in item.items():
            if added < EXTRA_OPERATIONS:
                again[verb] = {**operation, "operationId": f"{operation['operationId']}Again"}
                added += 1
        if again:
            larger["paths"][f"{path}/again"] = again
    return json.dumps(larger).encode()
