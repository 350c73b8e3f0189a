"""Tasks of booking."""
