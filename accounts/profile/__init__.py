"""What users do to their own account: profile, email, data export, deletion."""
