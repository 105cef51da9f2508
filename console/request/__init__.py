"""Composing one request: the form's fields and their three states, the JSON body beside it, and the call
they make.

Plain Python: no module here knows Django.
"""
