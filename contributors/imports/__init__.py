"""Import of people, organizations and their contributors from a file."""
