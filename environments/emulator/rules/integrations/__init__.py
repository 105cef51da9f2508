"""Rules of API clients, webhooks, message senders and xp indices."""
