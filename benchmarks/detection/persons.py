"""Payment cards, telephone numbers, dates of birth, addresses of mail, of networks and of coins, by their standards."""

from __future__ import annotations

import ipaddress
from random import Random

from detection.accounts import iban
from detection.checks import BECH32, base58_check, bech32, luhn
from detection.document import Kind
from detection.signs import DIGITS, hexed, run

FIRST = (
    "Anna Jonas Maria Luca Sofia Emma Pierre Claire Jan Katarzyna Mateusz Ines Diego Carmen Marta Rui Elena Niamh "
    "Oliver Grace Ahmed Fatima Wei Priya Kenji Linnea Erik Aino Mikkel Zoltan"
).split()
LAST = (
    "Weber Schmidt Rossi Ferrari Dubois Moreau Kowalski Nowak Garcia Lopez Silva Santos Jansen Murphy Walker Bennett "
    "Khan Chen Patel Tanaka Lindqvist Virtanen Hansen Kovacs Novak Popescu"
).split()
_DOMAINS = (
    "gmail.com outlook.com gmx.de orange.fr libero.it web.de acme-logistics.com uni-bonn.de hotmail.co.uk wp.pl".split()
)
# The first digits of the networks, the length, and how the digits stand in groups on the card.
_CARDS = (
    ("4", 16, (4, 4, 4, 4)),
    ("51", 16, (4, 4, 4, 4)),
    ("55", 16, (4, 4, 4, 4)),
    ("2223", 16, (4, 4, 4, 4)),
    ("34", 15, (4, 6, 5)),
    ("37", 15, (4, 6, 5)),
    ("6011", 16, (4, 4, 4, 4)),
    ("65", 16, (4, 4, 4, 4)),
    ("3530", 16, (4, 4, 4, 4)),
    ("36", 14, (4, 6, 4)),
)


def card(pick: Random) -> str:
    start, length, groups = pick.choice(_CARDS)
    number = start + run(pick, length - len(start) - 1, DIGITS)
    number += luhn(number)
    between = pick.choice(("", " ", " ", "-"))
    pieces, place = [], 0
    for size in groups:
        pieces.append(number[place : place + size])
        place += size
    return between.join(pieces)


def email(pick: Random) -> str:
    first, last = pick.choice(FIRST).lower(), pick.choice(LAST).lower()
    local = pick.choice(
        (f"{first}.{last}", f"{first[0]}{last}", f"{first}_{last}{pick.randint(1, 99)}", f"{last}+news")
    )
    return f"{local}@{pick.choice(_DOMAINS)}"


def phone_international(pick: Random) -> str:
    """With the code of the country (E.123), in numbers that are in use there."""
    return pick.choice(
        (
            lambda: f"+1 {pick.choice(('212', '415', '617', '312'))}-{pick.randint(220, 989)}-{run(pick, 4, DIGITS)}",
            lambda: f"+1 ({pick.choice(('206', '303', '404'))}) {pick.randint(220, 989)}-{run(pick, 4, DIGITS)}",
            lambda: f"+44 7{pick.choice('4578')}{run(pick, 2, DIGITS)} {run(pick, 6, DIGITS)}",
            lambda: f"+49 151 {run(pick, 8, DIGITS)}",
            lambda: f"+49 30 {pick.randint(20, 89)}{run(pick, 6, DIGITS)}",
            lambda: f"+33 6 {pick.randint(10, 38)} {' '.join(run(pick, 2, DIGITS) for _ in range(3))}",
            lambda: f"+34 6{run(pick, 2, DIGITS)} {run(pick, 3, DIGITS)} {run(pick, 3, DIGITS)}",
            lambda: f"+39 34{pick.choice('0789')} {run(pick, 7, DIGITS)}",
            lambda: f"+316{pick.randint(1, 5)}{run(pick, 7, DIGITS)}",
            lambda: f"+48 60{pick.randint(0, 9)} {run(pick, 3, DIGITS)} {run(pick, 3, DIGITS)}",
            lambda: f"+91 98{run(pick, 3, DIGITS)} {run(pick, 5, DIGITS)}",
        )
    )()


def phone_us(pick: Random) -> str:
    area = pick.choice(("212", "415", "617", "312", "206", "303"))
    rest = f"{pick.randint(220, 989)}", run(pick, 4, DIGITS)
    return pick.choice((f"({area}) {rest[0]}-{rest[1]}", f"{area}-{rest[0]}-{rest[1]}", f"{area}.{rest[0]}.{rest[1]}"))


def phone_de(pick: Random) -> str:
    return pick.choice((f"0151 {run(pick, 8, DIGITS)}", f"0171/{pick.randint(2, 9)}{run(pick, 6, DIGITS)}"))


def phone_fr(pick: Random) -> str:
    return f"06 {pick.randint(10, 38)} {' '.join(run(pick, 2, DIGITS) for _ in range(3))}"


def phone_uk(pick: Random) -> str:
    return f"07{pick.choice('4578')}{run(pick, 2, DIGITS)} {run(pick, 6, DIGITS)}"


def ip_v4(pick: Random) -> str:
    while True:
        address = ipaddress.IPv4Address(pick.randrange(1 << 24, 224 << 24))
        if address.is_global:
            return str(address)


def ip_v6(pick: Random) -> str:
    start = pick.choice((0x20010DB9, 0x2A02_0908, 0x2606_4700, 0x2A00_1450)) << 96
    address = ipaddress.IPv6Address(start | pick.getrandbits(pick.choice((16, 64, 96))))
    return str(address) if pick.random() < 0.8 else address.exploded


def mac(pick: Random) -> str:
    # Of the first byte, the bit of groups and that of local addresses are not set (IEEE 802).
    first = f"{pick.randrange(0, 256, 4):02x}"
    text = pick.choice(":-").join((first, *(hexed(pick, 2) for _ in range(5))))
    return text.upper() if pick.random() < 0.5 else text


def bitcoin(pick: Random) -> str:
    if pick.random() < 0.5:
        return base58_check(b"\0" + pick.randbytes(20))
    return bech32("bc", [0, *(pick.randrange(len(BECH32)) for _ in range(31)), pick.choice((0, 16))])


def ethereum(pick: Random) -> str:
    return f"0x{hexed(pick, 40)}"


def birthday(pick: Random) -> str:
    day, month, year = pick.randint(1, 28), pick.randint(1, 12), pick.randint(1940, 2008)
    return pick.choice((f"{year}-{month:02}-{day:02}", f"{day:02}.{month:02}.{year}", f"{month:02}/{day:02}/{year}"))


PERSONS: tuple[Kind, ...] = (
    Kind(
        "payment-card",
        "payment-card",
        card,
        {
            "en": ("card number", "credit card", "card"),
            "de": ("Kreditkarte", "Kartennummer"),
            "fr": ("numéro de carte", "carte bancaire"),
            "es": ("tarjeta", "número de tarjeta"),
            "it": ("carta di credito",),
            "pl": ("numer karty",),
            "nl": ("kaartnummer",),
            "pt": ("número do cartão",),
        },
        ("card_number", "pan", "cc"),
    ),
    Kind(
        "iban",
        "iban",
        iban,
        {"en": ("IBAN", "account"), "de": ("IBAN", "Konto"), "fr": ("IBAN", "compte"), "es": ("IBAN", "cuenta")},
        ("iban", "account"),
    ),
    Kind(
        "email",
        "email",
        email,
        {"en": ("e-mail", "email address", "contact"), "de": ("E-Mail",), "fr": ("adresse mail",), "es": ("correo",)},
        ("email", "user_email", "contact"),
    ),
    Kind(
        "phone",
        "phone-international",
        phone_international,
        {"en": ("phone number", "number", "mobile"), "de": ("Telefonnummer", "Handynummer"), "fr": ("téléphone",)},
        ("phone", "mobile", "tel"),
    ),
    Kind("phone", "phone-us", phone_us, {"en": ("phone number", "cell", "number")}, ("phone",), languages=("en",)),
    Kind("phone", "phone-uk", phone_uk, {"en": ("mobile", "phone number")}, ("phone",), languages=("en",)),
    Kind(
        "phone",
        "phone-de",
        phone_de,
        {"en": ("Telefon",), "de": ("Handynummer", "Telefon")},
        ("telefon",),
        languages=("de",),
    ),
    Kind(
        "phone",
        "phone-fr",
        phone_fr,
        {"en": ("téléphone",), "fr": ("téléphone", "portable")},
        ("telephone",),
        languages=("fr",),
    ),
    Kind("ip", "ip-v4", ip_v4, {"en": ("IP address", "server", "address")}, ("client_ip", "remote_addr", "host")),
    Kind("ip", "ip-v6", ip_v6, {"en": ("IPv6 address", "address")}, ("client_ip", "addr6")),
    Kind("mac", "mac", mac, {"en": ("MAC address", "hardware address")}, ("mac", "hwaddr")),
    Kind("crypto", "bitcoin", bitcoin, {"en": ("bitcoin address", "BTC wallet")}, ("btc_address", "wallet")),
    Kind("crypto", "ethereum", ethereum, {"en": ("Ethereum address", "ETH wallet")}, ("eth_address",)),
    Kind(
        "date-of-birth",
        "date-of-birth",
        birthday,
        {
            "en": ("date of birth", "DOB", "birthday"),
            "de": ("Geburtsdatum",),
            "fr": ("date de naissance",),
            "es": ("fecha de nacimiento",),
            "it": ("data di nascita",),
            "pl": ("data urodzenia",),
            "nl": ("geboortedatum",),
            "pt": ("data de nascimento",),
        },
        ("date_of_birth", "dob", "birth_date"),
    ),
)
