"""The pointer of a text without what somebody may have written in it: names of members, of files, of parameters.

What stays is where it is in a format that is known: numbers, and words that formats use. A word that no format uses is
somebody's, and may be their name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

MOST = 200
"""Characters of a pointer that are kept."""

HIDDEN = "*"
# As long as a word that is shown; a longer value is in none.
_LONGEST = 25
_NUMBER = re.compile(r"[0-9]{1,7}")
_WORDS = frozenset(
    """
@header @path @query @type action additional_instructions agentId annotations answer anthropic_version arguments
assistant assistant_id attachmentId attachments audio authorization blocks body bytes candidates chat_history
chat_id chat_mode chat_session_id chat_type chatModelId chatTriggerType choices citations clientContent
clientCorrelationId clientInfo clientNonce code completion content content_type contents conversation_id
conversation_mode conversationId conversationState currentMessage custom_id data delta description detail
details display_name displayPrompt documents dsl_query email embedding embeddings error errors event extensions
extracted_content fallbacks fb_api_req_friendly_name file file_name filename fileName function functionResponse
generated_text hash html id ignore image image_url inlineData input input_type inputMethod inputs inputText
instances instructions invocationId item json kind language local_message_id locale locationHint logprobs
message messages messageType meta_data metadata method mime_type mimeType mode modeId model model_preference
modelId models name order origin output output_text parameters params parent_message_id parent_message_uuid
partial_json partial_query parts path payload platform preamble project prompt prompts properties
protocolVersion provider providerOptions purpose q query query_str queryInfo queryName question reasoning
reasoning_content ref_file_ids refusal rendering_mode request requests response result route schema
schemaVersion search_focus sensitive_string_value session signature snippet source sources stop stopReason
sub_chat_type suffix summary system system_prompt systemInstruction target target_lang text texts thinking
timeZone timezone title to token tone tool_call_id tool_calls tool_result tool_use_id toolResult tools toolUse
transcript turns type url user userInputMessage variables version voice x-api-key
""".split()
)


def shown(pointer: str, values: Iterable[str] = ()) -> str:
    """The pointer with "*" for what may be somebody's words; `values` were found in the exchange."""
    place, inside, _ = pointer.partition("!")
    low = [value.casefold() for value in values if len(value) <= _LONGEST]
    kept = (
        word if not word or (_is_known(word) and not _says(word.casefold(), low)) else HIDDEN
        for word in place.split("/")
    )
    made = "/".join(kept)[:MOST]
    # The path inside a file is made of names that somebody gave.
    return f"{made}!{HIDDEN}" if inside else made


def _is_known(word: str) -> bool:
    return word in _WORDS or _NUMBER.fullmatch(word) is not None


def _says(word: str, values: list[str]) -> bool:
    """Whether a word is, or holds, one of the values. Of an index nobody can tell, and it is kept."""
    return not word.isdecimal() and any(value in word for value in values if value)
