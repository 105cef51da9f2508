"""Tabs: several organizations and contexts side by side, each with its drafts."""
