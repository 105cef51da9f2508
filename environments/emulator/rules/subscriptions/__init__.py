"""Rules of subscriptions, and the hourly run that makes their orders."""
