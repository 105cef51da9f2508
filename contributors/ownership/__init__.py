"""Transfer of organizations to another owner."""
