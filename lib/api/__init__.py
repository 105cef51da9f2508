"""The envelope of the Portal API: errors, request bodies, lists."""
