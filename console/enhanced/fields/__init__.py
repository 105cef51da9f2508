"""The fields of a form, with their controls, choices and values."""
