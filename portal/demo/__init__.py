"""The demo data of `make run`: a trade supplier with its people, organizations and marketplaces."""
