"""An offline OrderCloud: its whole API on this machine, derived from a catalogue. Imports no Django."""
