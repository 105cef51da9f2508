"""Restores of Staging from Production."""
