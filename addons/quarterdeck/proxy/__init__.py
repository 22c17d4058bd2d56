"""Everything that knows mitmproxy: connections and flows in, exchanges to judge out, and the answers back."""
