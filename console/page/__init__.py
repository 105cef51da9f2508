"""What the console page shows, one context per pane."""
