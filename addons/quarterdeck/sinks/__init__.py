"""Shipping the deck log to where others read it: at least once, and without the proxy waiting for anybody."""
