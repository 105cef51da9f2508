"""The guard: writes to Production are locked, reviewed and confirmed before they are sent."""
