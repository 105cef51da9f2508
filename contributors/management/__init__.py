"""Management of contributors."""
