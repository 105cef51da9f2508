"""Production's captured state and the state wanted in Staging."""
