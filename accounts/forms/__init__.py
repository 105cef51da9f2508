"""Forms of the account pages: they validate input and save nothing."""
