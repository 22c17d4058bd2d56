"""The real proxy process, spoken to by real clients, in front of origins on loopback."""
