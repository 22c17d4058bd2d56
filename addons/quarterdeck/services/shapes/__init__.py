"""How artifacts are fetched: one file a family of registries, each reading the shape of a path on any host."""
