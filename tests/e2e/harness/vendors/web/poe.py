"""poe.com: GraphQL; answers come by a subscription elsewhere. Source: poe-api-wrapper (2025-08)."""

from __future__ import annotations

from ...answers import Answer
from ...seen import Gates, Request
from ..vendor import Vendor, json_answer


def mutation(_request: Request, _gates: Gates, _host: str) -> Answer:
    return json_answer({"data": {"messageEdgeCreate": {"status": "success", "chat": {"chatId": 1}}}})


VENDOR = Vendor(
    "poe",
    ("poe.com",),
    (("POST", "/api/gql_POST", mutation), ("POST", "/api/gql_upload_POST", mutation)),
)
