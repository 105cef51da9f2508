"""The header that OrderCloud adds to its calls of an address, for the pages of what calls one."""

from console.enhanced.resource import FieldSpec, Section

CUSTOM_HEADER = Section(
    "Custom authentication header",
    (
        FieldSpec("CustomAuthHeaderName", "Name of the header", hint="Name and value are set together."),
        FieldSpec("CustomAuthHeaderValue", "Value of the header", write_only=True),
    ),
    folded=True,
)
