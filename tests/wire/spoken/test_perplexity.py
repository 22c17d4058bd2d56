"""perplexity.ai: one last event, in the blocks that clients look into."""

from __future__ import annotations

from .asking import PERPLEXITY, WORDS, answered, asked, documents, sse


def test_the_last_event_holds_the_whole_answer_in_both_blocks() -> None:
    params = {"frontend_uuid": "f-1", "mode": "copilot", "search_focus": "two words"}
    made = answered("perplexity-web", asked(PERPLEXITY, {"query_str": "x", "params": params}))
    assert [name for name, _ in sse(made.body)] == ["message", "end_of_stream"]
    said = documents(made.body)[0]
    assert {one["intended_usage"]: one["markdown_block"]["answer"] for one in said["blocks"]} == {
        "ask_text_0_markdown": WORDS,
        "ask_text": WORDS,
    }
    assert all(one["markdown_block"]["progress"] == "DONE" for one in said["blocks"])
    assert (said["status"], said["final"], said["final_sse_message"], said["text_completed"]) == (
        "COMPLETED",
        True,
        True,
        True,
    )
    assert (said["frontend_uuid"], said["mode"]) == ("f-1", "copilot")
    assert "search_focus" not in said
