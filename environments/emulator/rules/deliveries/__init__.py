"""Rules of delivery configurations and of what is sent to them: changes of records, and tracking events."""
