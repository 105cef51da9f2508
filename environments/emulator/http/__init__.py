"""The WSGI application, its routing and its server."""
