"""Showing what OrderCloud answered: its kind, its errors as sentences, a table, a tree, and where ids lead.

Plain Python: no module here knows Django.
"""
