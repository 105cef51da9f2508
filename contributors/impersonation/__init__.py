"""Acting as seller, supplier and buyer users: who may, as whom, by which API client, with which roles."""
