"""The requests that a person sent, with their responses, without secrets."""
