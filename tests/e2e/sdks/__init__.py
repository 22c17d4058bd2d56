"""The vendors' own SDKs through the real proxy: what is sent, what arrives, what is refused."""
