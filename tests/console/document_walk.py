"""An independent reader of an OpenAPI document, to compare the portal's with.

It says, for each operation, which parameters and which writable fields there are, and makes up a value for
each: the names and values that a browser would post, and what must then arrive at the API.
"""

from dataclasses import dataclass, field

BIG = "90071992547409931"


@dataclass
class ExpectedRequest:
    """An operation as the document describes it."""

    operation_id: str
    verb: str
    path: str
    fields: list = field(default_factory=list)
    posted: dict = field(default_factory=dict)
    target: str = ""
    query: list = field(default_factory=list)
    body: str | None = None


def walk(document):
    """Return every operation of the document."""
    for path, item in document["paths"].items():
        for verb in ("get", "put", "post", "patch", "delete"):
            if verb in item:
                yield _Operation(document, path, verb, item[verb]).expected


class _Operation:
    def __init__(self, document, path, verb, raw):
        self.document = document
        self.expected = ExpectedRequest(raw["operationId"], verb.upper(), path, target=path)
        for parameter in raw.get("parameters", []):
            self.parameter(parameter)
        if "requestBody" in raw:
            schema = raw["requestBody"]["content"]["application/json"]["schema"]
            text = self.value(schema, ("body",), "body")
            self.expected.body = text

    def resolved(self, schema):
        """Return the schema with its references resolved."""
        under = {}
        if "$ref" in schema:
            under = self.resolved(self.document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]])
        for part in schema.get("allOf", []):
            under = {**under, **self.resolved(part)}
        return {**under, **{key: value for key, value in schema.items() if key not in ("$ref", "allOf")}}

    def parameter(self, raw):
        place, name, schema = raw["in"], raw["name"], self.resolved(raw["schema"])
        posted = f"{place}.{name}"
        self.expected.fields.append((place, name))
        if schema.get("type") == "object":
            self.expected.posted |= {
                f"{posted}~0~key": ["xp.Größe"],
                f"{posted}~0": [">1|2"],
                f"{posted}~0~how": ["expression"],
            }
            self.expected.query.append(("xp.Größe", ">1|2"))
        elif schema.get("type") == "array":
            values = schema["items"].get("enum", [])[:2] or ["ID", "xp.a"]
            self.expected.posted[posted] = values
            self.expected.query.append((name, ",".join(values)))
        else:
            value = self.plain(schema, "odd/ id?#%ü") if place == "path" else self.plain(schema, "a b&c=d+é")
            self.expected.posted[posted] = [value]
            if place == "query":
                self.expected.query.append((name, value))
            else:
                encoded = "".join(
                    letter
                    if letter.isascii() and letter.isalnum()
                    else "".join(f"%{byte:02X}" for byte in letter.encode())
                    for letter in value
                )
                self.expected.target = self.expected.target.replace("{" + name + "}", encoded)

    def plain(self, schema, text):
        if "enum" in schema:
            return schema["enum"][-1]
        if schema.get("type") in ("integer", "number"):
            return str(schema.get("minimum", 0))
        if schema.get("type") == "boolean":
            return "false"
        if schema.get("format") == "date-time":
            return "2026-11-19T08:00:00.1234567+00:00"
        return text[: schema.get("maxLength", 99)]

    def value(self, schema, place, posted):
        """Write down the fields under `place`, fill them in, and return the JSON that must arrive."""
        schema = self.resolved(schema)
        if schema.get("type") == "object" and "properties" in schema:
            members = []
            for name, inner in schema["properties"].items():
                if self.resolved(inner).get("readOnly"):
                    continue
                self.expected.fields.append((*place, name))
                members.append(f'"{name}": {self.value(inner, (*place, name), f"{posted}.{name}")}')
            return "{" + ", ".join(members) + "}"
        if schema.get("type") == "object":
            self.expected.posted |= {
                f"{posted}~0~key": ["Big"],
                f"{posted}~0~as": ["number"],
                f"{posted}~0": [BIG],
            }
            return f'{{"Big": {BIG}}}'
        if schema.get("type") == "array":
            return f"[{self.value(schema['items'], (*place, '[]'), f'{posted}.0')}]"
        text = self.plain(schema, 'line "one"\nü')
        text = "0.10" if schema.get("type") == "number" else text
        self.expected.posted[posted] = [text]
        if schema.get("type") in ("integer", "number", "boolean"):
            return text
        return '"' + text.replace('"', '\\"').replace("\n", "\\n") + '"'
