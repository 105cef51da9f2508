"""The Staging Restore Webhook: its settings, signature and deliveries."""
