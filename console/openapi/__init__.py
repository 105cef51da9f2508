"""Reading an environment's OpenAPI document: sections, resources, operations and the shapes of what they
take.

Plain Python: no module here knows Django.
"""
