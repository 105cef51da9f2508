"""Control of the emulator: faults, commands, the request log and the vendor's restore."""
