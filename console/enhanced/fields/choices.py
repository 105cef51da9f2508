"""What can be chosen in the fields of a form, read from OrderCloud where they refer to other records."""

from console.enhanced.fields.field import Choice, FormField, route_key
from console.enhanced.fields.form import Form
from console.enhanced.fields.role_groups import role_groups
from console.enhanced.fields.routes import route_choices
from console.enhanced.labels import short_id
from console.enhanced.reading import Reader, ReadFailed, Record
from console.enhanced.resource import Reference, Widget


def add_choices(form: Form, reader: Reader) -> None:
    """Give each field of the form that is chosen from a list what its list offers, and what it holds."""
    for field in form.fields:
        match field.widget:
            case Widget.REFERENCE | Widget.REFERENCES:
                _add_records(field, reader)
            case Widget.CHOICE:
                field.choices = [Choice(value, value) for value in field.shape.choices]
            case Widget.ROLES:
                field.choices = _roles(field)
            case Widget.CHOICES:
                offered = field.shape.item.choices if field.shape.item else ()
                field.choices = [Choice(value, value) for value in offered]
            case Widget.ROUTES:
                field.choices = route_choices(reader.catalogue)
        _add_current(field)


def _add_records(field: FormField, reader: Reader) -> None:
    if field.reference is None:
        return
    try:
        operation_id = f"{field.reference.tag}.List"
        records = reader.all(operation_id)
        field.note = reader.cut(operation_id)
    except ReadFailed as error:
        field.note = str(error)
        return
    field.choices = [
        _choice(record, field.reference) for record in records if _matches(record, field.reference)
    ]
    # IDs of API clients differ in the case of letters between lists.
    ids = {choice.value.lower(): choice.value for choice in field.choices}
    if field.widget is Widget.REFERENCES and isinstance(field.value, list):
        field.value = [ids.get(str(value).lower(), str(value)) for value in field.value]


def _choice(record: Record, reference: Reference) -> Choice:
    value, name = str(record.get("ID") or ""), str(record.get(reference.name) or "")
    return Choice(value, name or value, note=short_id(value) if name and name != value else "")


def _matches(record: Record, reference: Reference) -> bool:
    return reference.only is None or record.get(reference.only[0]) == reference.only[1]


def _roles(field: FormField) -> list[Choice]:
    offered = field.shape.item.choices if field.shape.item else ()
    return [
        Choice(role.name, role.name, group=group.name)
        for group in role_groups(offered, field.selected)
        for role in group.roles
    ]


def _add_current(field: FormField) -> None:
    """Offer what the record holds too, so that a form never drops a value that its list does not know."""
    offered = {choice.value for choice in field.choices}
    if field.widget in (Widget.REFERENCE, Widget.CHOICE):
        value = str(field.value or "")
        if value and value not in offered:
            field.choices.insert(0, Choice(value, value))
    elif field.widget in (Widget.REFERENCES, Widget.CHOICES, Widget.ROLES):
        field.choices += [Choice(value, value) for value in field.selected if value not in offered]
    elif field.widget is Widget.ROUTES and isinstance(field.value, list):
        known = {choice.value.lower() for choice in field.choices}
        keys = [route_key(route) for route in field.value]
        field.choices += [Choice(key, key, group="Other") for key in keys if key.lower() not in known]
