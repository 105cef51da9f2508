"""The OpenAPI document of the Portal API, and the page that shows it."""
