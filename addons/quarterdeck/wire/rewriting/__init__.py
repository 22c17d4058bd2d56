"""Answers with other texts: whatever the transport and the grammar, nothing changes but the texts themselves."""

from __future__ import annotations

from quarterdeck.wire.rewriting.channel import Channel, MakeChannel, Watch
from quarterdeck.wire.rewriting.frames import FrameRewriter
from quarterdeck.wire.rewriting.rewriter import Rewriter, rewrite_whole

__all__ = ["Channel", "FrameRewriter", "MakeChannel", "Rewriter", "Watch", "rewrite_whole"]
