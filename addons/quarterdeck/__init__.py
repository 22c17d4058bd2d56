"""Quarterdeck: the enforcer of an organization's AI-usage policy on its egress traffic."""

__version__ = "0.1.0"
