"""The naive policy: look at host, JSON and a forbidden word, answer 403. Loaded by stock mitmdump, not by tests."""

import json
import re
from pathlib import Path

from mitmproxy import ctx, http
from mitmproxy.proxy import server_hooks


class Naive:
    def load(self, loader):
        loader.add_option("stock_setting", str, "", "Names of the test origins and the banned hosts.")

    def running(self):
        setting = json.loads(Path(ctx.options.stock_setting).read_text())
        self.resolve, self.banned, self.word = setting["resolve"], tuple(setting["banned"]), setting["word"]

    def server_connect(self, data: server_hooks.ServerConnectionHookData):
        host, port = data.server.address
        host = host.lower().rstrip(".")
        shown = f"[{host}]" if ":" in host else host
        if to := self.resolve.get(f"{shown}:{port}"):
            if data.server.sni is None and not host[-1].isdigit():
                data.server.sni = data.client.sni or host
            address, _, number = to.rpartition(":")
            data.server.address = (address, int(number))

    def request(self, flow: http.HTTPFlow):
        if flow.request.pretty_host.endswith(self.banned):
            flow.response = http.Response.make(403, b"banned host", {"x-stock": "refused"})
            return
        said = [flow.request.pretty_url, flow.request.get_text(strict=False) or "", *flow.request.headers.values()]
        if self.word and any(re.search(self.word, text) for text in said):
            flow.response = http.Response.make(403, b"banned word", {"x-stock": "refused"})
            return
        try:
            model = json.loads(flow.request.content or b"{}").get("model", "")
        except (ValueError, AttributeError):
            return
        if str(model).startswith("forbidden"):
            flow.response = http.Response.make(403, b"banned model", {"x-stock": "refused"})


addons = [Naive()]
