"""Evasion vectors as data, run through the real proxy in front of recording origins."""
