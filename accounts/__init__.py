"""Users: registration, sign-in, profile, emails and the audit log."""
