"""A payment provider of our own that speaks Stripe's HTTP API, in its own process, with no real money behind it."""
