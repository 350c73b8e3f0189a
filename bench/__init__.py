"""How fast the platform is, as ratios to what the database alone can do on the same machine in the same run."""
