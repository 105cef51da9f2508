"""Enhanced pages: the setup resources of an organization as lists with a form beside them.

A resource is declared in `resources/`; everything else works from the declaration and the API description.
"""
