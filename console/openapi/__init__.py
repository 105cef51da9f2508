"""Reading an environment's OpenAPI document: its sections, resources, operations and their shapes.

No module of this package imports Django.
"""
