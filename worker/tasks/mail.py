"""Tasks of mail."""
