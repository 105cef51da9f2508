"""The staging restore webhook: its settings, signatures and deliveries."""
