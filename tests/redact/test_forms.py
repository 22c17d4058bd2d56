from __future__ import annotations

import re

import pytest

from quarterdeck.redact.forms import BEGINNINGS, forms

KINDS = ("PAYMENT_CARD", "EMAIL")
WHOLE = re.compile(forms(KINDS).whole)


@pytest.mark.parametrize(
    "said",
    [
        "<PAYMENT_CARD_1>",
        "<payment_card_1>",
        "<Payment Card 1>",
        "<Payment-Card-1>",
        "< PAYMENT_CARD_1 >",
        "<email_1>",
        r"\<PAYMENT\_CARD\_1\>",
        r"\<PAYMENT\_CARD\_1>",
        r"\\<PAYMENT\\_CARD\\_1\\>",
        "&lt;PAYMENT_CARD_1&gt;",
        "&amp;lt;payment_card_1&amp;gt;",
        "&#60;PAYMENT_CARD_1&#62;",
        "&#x3C;PAYMENT_CARD_1&#x3E;",
        r"\u003cPAYMENT_CARD_1\u003e",
        r"\\u003CPAYMENT_CARD_1\\u003E",
        r"\x3cPAYMENT_CARD_1\x3e",
        "%3CPAYMENT_CARD_1%3E",
        "%3CPayment%20Card%201%3E",
        "\uff1cPAYMENT_CARD_1\uff1e",
        "[PAYMENT_CARD_1]",
        "[[Payment Card 1]]",
        r"\[PAYMENT\_CARD\_1\]",
        "{payment-card-1}",
        "{{EMAIL_1}}",
        "PAYMENT_CARD_1",
        r"PAYMENT\_CARD\_1",
        "payment_card_1",
        "PAYMENT-CARD-1",
        "PAYMENT CARD 1",
        "EMAIL_1",
        "EMAIL-1",
        "__EMAIL_1__",
    ],
)
def test_a_form_that_a_model_gives(said: str) -> None:
    found = WHOLE.search(f"see {said} there")
    assert found is not None
    assert found[0] == said
    assert re.match(f"[{BEGINNINGS}{''.join(KINDS)}]", said, re.IGNORECASE)


@pytest.mark.parametrize(
    "said",
    [
        "PAYMENT_CARD",
        "PAYMENT_CARD_",
        "PAYMENT_CARD_0",
        "PAYMENT_CARD_12345678",
        "PAYMENT_CARD_1x",
        "PAYMENT_CARD_1_x",
        r"PAYMENT\_CARD\_1\_x",
        "MY_PAYMENT_CARD_1",
        "XPAYMENT_CARD_1",
        "êPAYMENT_CARD_1",
        "US PAYMENT CARD 1",
        "PAYMENT-CARD-1-2",
        "payment card 1",
        "payment-card-1",
        "email_1",
        "{email_1}",
        "[email 1](there)",
        "EMAIL 1",
        "Email_1",
        "_payment_card_1",
        "PAYMENT__CARD_1",
    ],
)
def test_what_is_no_placeholder(said: str) -> None:
    assert WHOLE.search(f"see {said} there") is None
