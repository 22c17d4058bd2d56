"""Against the examples of the standards themselves."""

from __future__ import annotations

from detection.checks import base58_check, bech32, crc_base62, iban_check, luhn, mod_11_10, verhoeff


def test_luhn_completes_the_usual_example() -> None:
    assert luhn("7992739871") == "3"


def test_an_iban_of_the_registry_has_its_digits() -> None:
    assert iban_check("GB", "WEST12345698765432") == "82"
    assert iban_check("DE", "370400440532013000") == "89"


def test_verhoeff_completes_the_usual_examples() -> None:
    assert verhoeff("236") == "3"
    assert verhoeff("12345") == "1"


def test_mod_11_10_completes_a_german_tax_number() -> None:
    assert mod_11_10("8609574271") == "9"


def test_bitcoin_s_first_address_is_written_right() -> None:
    payload = bytes.fromhex("0062e907b15cbf27d5425399ebf6f0fb50ebb88f18")
    assert base58_check(payload) == "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def test_the_address_of_bip_173_is_written_right() -> None:
    program = bytes.fromhex("751e76e8199196d454941c45d1b3a323f1433bd6")
    bits = "".join(f"{byte:08b}" for byte in program)
    values = [0, *(int(bits[at : at + 5], 2) for at in range(0, 160, 5))]
    assert bech32("bc", values) == "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"


def test_a_checksum_of_a_token_has_six_signs() -> None:
    assert crc_base62("zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ") == "0mLq17"
    assert all(len(crc_base62(f"x{n}")) == 6 for n in range(50))
