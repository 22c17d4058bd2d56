"""The policy language: files of rules in, decisions with reasons out."""
