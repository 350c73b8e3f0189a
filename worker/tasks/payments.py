"""Tasks of payments."""
