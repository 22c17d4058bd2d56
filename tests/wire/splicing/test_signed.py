from __future__ import annotations

import pytest

from quarterdeck.wire.splicing.signed import is_signed

from ..build import exchange

SIGV4 = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=0"
)
URL = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke"


@pytest.mark.parametrize(
    "headers",
    [
        {"authorization": SIGV4},
        {"authorization": SIGV4, "x-amz-content-sha256": "e3b0c442"},
        {"authorization": SIGV4, "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"},
        {"authorization": "AWS4-ECDSA-P256-SHA256 Credential=x"},
        {"authorization": "TC3-HMAC-SHA256 Credential=x"},
        {"authorization": "ACS3-HMAC-SHA256 Credential=x"},
        {"authorization": "HMAC-SHA256 Credential=x"},
        {"authorization": "Bearer x", "content-digest": "sha-256=:x:"},
        {"digest": "SHA-256=x"},
        {"content-md5": "x"},
        {"x-content-sha256": "x"},
        {"x-amz-checksum-crc32": "x"},
        {"signature-input": 'sig1=("@method" "content-digest");created=1'},
    ],
    ids=str,
)
def test_a_body_whose_bytes_are_vouched_for_is_signed(headers):
    assert is_signed(exchange(URL, b"{}", headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer sk-made-up"},
        {"authorization": SIGV4, "x-amz-content-sha256": "UNSIGNED-PAYLOAD"},
        {"signature-input": 'sig1=("@method" "@authority");created=1'},
    ],
    ids=str,
)
def test_other_requests_are_not(headers):
    assert not is_signed(exchange(URL, b"{}", headers))


def test_a_presigned_address_signs_the_body_unless_it_says_not():
    url = f"{URL}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=0"
    assert is_signed(exchange(url, b"{}"))
    assert not is_signed(exchange(url, b"{}", {"x-amz-content-sha256": "UNSIGNED-PAYLOAD"}))
