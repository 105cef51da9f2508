"""Keys under which the views of accounts store something in the session."""

SESSION_REGISTRATION = "registration"  # pk of the registration that waits for its code
SESSION_VERIFIED_REGISTRATION = "verified_registration"  # pk of the registration whose email is verified
SESSION_RESET_LOGIN = "reset_login"  # username or email that a password reset was requested for
SESSION_RESET_NEXT = "reset_next"  # page to go to after the password reset
SESSION_LOCKED_LOGIN = "locked_login"  # username or email that is locked
SESSION_CODES_VISIBLE = "recovery_codes_visible"  # why recovery codes are shown, until they are saved
SESSION_INVITED_EMAIL = "invited_email"  # address of the invitation whose link led to registration
