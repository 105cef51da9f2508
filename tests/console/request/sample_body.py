"""A body with fields of every kind, for tests of its form and its text."""

from console.openapi.document import Document
from console.openapi.shapes import ShapeReader
from console.request.body import Body

SCHEMA = {
    "type": "object",
    "required": ["Name"],
    "properties": {
        "ID": {"type": "string", "maxLength": 10},
        "Name": {"type": "string"},
        "Active": {"type": "boolean"},
        "Quantity": {"type": "integer", "minimum": 1, "maximum": 100},
        "Weight": {"type": "number"},
        "Kind": {"type": "string", "enum": ["Small", "Large"]},
        "Since": {"type": "string", "format": "date-time"},
        "Inventory": {
            "type": "object",
            "properties": {"Enabled": {"type": "boolean"}, "Point": {"type": "integer"}},
            "required": ["Enabled"],
        },
        "Breaks": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"Quantity": {"type": "integer"}, "Price": {"type": "number"}},
            },
        },
        "Tags": {"type": "array", "items": {"type": "string"}},
        "Total": {"type": "integer", "readOnly": True},
        "xp": {"type": "object"},
        "Other": {},
    },
}
SHAPE = ShapeReader(Document({"paths": {}})).read(SCHEMA)


def body(data=None, *, required=True):
    return Body(SHAPE, required, data)
