"""Views of the enhanced pages."""
