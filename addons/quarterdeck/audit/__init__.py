"""The deck log: what was decided, on disk before the exchange is released, and no secret in it."""
