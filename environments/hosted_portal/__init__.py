"""The vendor's hosted portal, whose API gives tokens of organizations to the accounts that have access."""
