"""Connections of organizations to OrderCloud: clients, tokens and provisioning."""
