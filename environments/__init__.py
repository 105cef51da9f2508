"""OrderCloud seen from the portal: endpoints, client, tokens, restore engine and emulator."""
