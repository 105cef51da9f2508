"""Shared code of all layers, which knows no layer and no model."""
