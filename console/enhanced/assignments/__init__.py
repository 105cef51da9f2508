"""Assignments of a record, and the calls that their changes become."""
