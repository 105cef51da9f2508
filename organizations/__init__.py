"""Organizations, their connections and staging pairs."""
