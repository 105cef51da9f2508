"""A request being composed: the form's fields with their three states, the JSON body, and the call to send.

No module of this package imports Django.
"""
