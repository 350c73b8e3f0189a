"""Dutch places, postcodes and municipalities, without asking anybody on the network."""
