"""What is known of one client connection: the names it gave, the verdict on them, and why it was refused.

mitmproxy does not carry what a CONNECT said to the flows inside it, so the links are kept here by client.
"""

from __future__ import annotations

from dataclasses import dataclass

from quarterdeck.model.decision import Inspection, Reason
from quarterdeck.model.destination import Destination


@dataclass(slots=True)
class Link:
    """A client connection. `target` is what CONNECT (or the packet's own address) named; `destination` is the
    name that the connection stands for once a ClientHello has been compared with it.
    """

    client: str
    target: Destination | None = None
    destination: Destination | None = None
    inspection: Inspection | None = None
    governed: bool = False
    tunnelled: bool = False
    overtaken: bool = False
    refusal: str | None = None
    reason: Reason | None = None
    recorded: bool = False
    opened: float = 0.0
