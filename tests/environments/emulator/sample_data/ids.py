"""The ID that nearly all records of the sample data have."""

X = "x1"
