"""The token endpoint, access of API clients and authorization of calls."""
