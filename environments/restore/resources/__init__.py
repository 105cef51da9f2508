"""The resources that a restore copies and how their records compare."""
