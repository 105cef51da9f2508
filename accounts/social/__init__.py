"""Sign-in with GitHub and Google."""
