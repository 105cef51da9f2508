"""An offline OrderCloud: its whole API on this machine, from a catalogue of facts. Imports no Django."""
