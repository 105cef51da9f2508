"""What the console refuses to send, whatever somebody's roles."""
