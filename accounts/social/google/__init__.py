"""Google as allauth knows it, with a nonce."""
