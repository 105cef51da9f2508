"""The records that writes change: how to read one, and which operations create and restore it."""
