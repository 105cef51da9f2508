"""A response of OrderCloud: its content, its errors in sentences, a table, a tree, and links to records.

No module of this package imports Django.
"""
