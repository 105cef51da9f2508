"""Records of every resource: create, read, update, delete and assign."""
