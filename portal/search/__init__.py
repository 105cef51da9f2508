"""The search of the portal: one box on every page, and groups of results from all layers."""
