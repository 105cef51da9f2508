"""The declaration of each resource that has an enhanced page."""
