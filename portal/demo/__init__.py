"""The demo data of `make run`: a trade supplier with its users, organizations and marketplaces."""
