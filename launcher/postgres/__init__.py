"""The embedded PostgreSQL: found, started under an account that it accepts, kept to ourselves, stopped."""
