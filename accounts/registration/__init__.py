"""Registration of new users and the choice of a username."""
