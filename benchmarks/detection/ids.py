"""Numbers by which states know people, with the check digits that their laws or manuals give."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from detection.checks import luhn, mod_11_10, verhoeff, weighted
from detection.document import Kind
from detection.signs import DIGITS, UPPER, run

_LETTERS = UPPER[:26]
_SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE"


def _born(pick: Random) -> tuple[int, int, int]:
    return pick.randint(1945, 2004), pick.randint(1, 12), pick.randint(1, 28)


def _until(make: Callable[[], str | None]) -> str:
    """The first that can be: some rests have no check digit."""
    while (found := make()) is None:
        pass
    return found


def ssn_us(pick: Random) -> str:
    area = pick.choice((pick.randint(1, 665), pick.randint(667, 899)))
    return f"{area:03}-{pick.randint(1, 99):02}-{pick.randint(1, 9999):04}"


def itin_us(pick: Random) -> str:
    group = pick.choice((*range(50, 66), *range(70, 89), 90, 91, 92))
    return f"9{run(pick, 2, DIGITS)}-{group}-{pick.randint(1, 9999):04}"


def nino_uk(pick: Random) -> str:
    first, second = pick.choice("ABCEGHJKLMOPRSTWXYZ"), pick.choice("ABCEGHJKLMNPRSTWXYZ")
    pair = "AB" if first + second in {"GB", "NK", "TN", "ZZ", "BG", "KN", "NT"} else first + second
    digits = [run(pick, 2, DIGITS) for _ in range(3)]
    return (" " if pick.random() < 0.5 else "").join((pair, *digits, pick.choice("ABCD")))


def nhs_uk(pick: Random) -> str:
    def make() -> str | None:
        body = "4" + run(pick, 8, DIGITS)
        check = 11 - weighted(body, range(10, 1, -1)) % 11
        number = f"{body}{check % 11}"
        return None if check == 10 else f"{number[:3]} {number[3:6]} {number[6:]}"

    return _until(make)


def idnr_de(pick: Random) -> str:
    """One digit of the first ten stands twice, so one does not stand at all."""
    digits = list(DIGITS)
    pick.shuffle(digits)
    digits[9] = digits[pick.randrange(1, 8)]
    if digits[0] == "0":
        digits[0], digits[8] = digits[8], digits[0]
    body = "".join(digits)
    number = body + mod_11_10(body)
    return number if pick.random() < 0.5 else f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}"


def nir_fr(pick: Random) -> str:
    year, month, _ = _born(pick)
    body = f"{pick.choice('12')}{year % 100:02}{month:02}{pick.randint(1, 95):02}{pick.randint(1, 900):03}"
    body = body.replace(body[5:7], "75", 1) if body[5:7] == "20" else body
    body += f"{pick.randint(1, 990):03}"
    key = f"{97 - int(body) % 97:02}"
    if pick.random() < 0.5:
        return body + key
    return f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {key}"


def dni_es(pick: Random) -> str:
    number = pick.randrange(10_000_000, 99_999_999)
    return f"{number}{_SPANISH[number % 23]}"


def nie_es(pick: Random) -> str:
    first, rest = pick.choice("XYZ"), run(pick, 7, DIGITS)
    return f"{first}{rest}{_SPANISH[int(f'{"XYZ".index(first)}{rest}') % 23]}"


def codice_it(pick: Random) -> str:
    year, month, day = _born(pick)
    name = run(pick, 6, "BCDFGLMNPRSTV")
    place = pick.choice(("H501", "F205", "L219", "F839", "G273", "D612"))
    body = f"{name}{year % 100:02}{'ABCDEHLMPRST'[month - 1]}{day + pick.choice((0, 40)):02}{place}"
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
    total = 0
    for index, sign in enumerate(body):
        value = int(sign) if sign.isdigit() else ord(sign) - 65
        total += odd[value] if index % 2 == 0 else value
    return body + _LETTERS[total % 26]


def bsn_nl(pick: Random) -> str:
    def make() -> str | None:
        body = f"{pick.choice('12345')}{run(pick, 7, DIGITS)}"
        check = weighted(body, range(9, 1, -1)) % 11
        return None if check == 10 else f"{body}{check}"

    return _until(make)


def nn_be(pick: Random) -> str:
    year, month, day = _born(pick)
    body = f"{year % 100:02}{month:02}{day:02}{pick.randint(1, 997):03}"
    check = f"{97 - int(('2' if year >= 2000 else '') + body) % 97:02}"
    return f"{body[:2]}.{body[2:4]}.{body[4:6]}-{body[6:]}.{check}"


def pesel_pl(pick: Random) -> str:
    year, month, day = _born(pick)
    body = f"{year % 100:02}{month + (20 if year >= 2000 else 0):02}{day:02}{run(pick, 4, DIGITS)}"
    return f"{body}{-weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10}"


def personnummer_se(pick: Random) -> str:
    year, month, day = _born(pick)
    body = f"{year % 100:02}{month:02}{day:02}{run(pick, 3, DIGITS)}"
    return f"{str(year)[:2] if pick.random() < 0.5 else ''}{body[:6]}-{body[6:]}{luhn(body)}"


def fnr_no(pick: Random) -> str:
    def make() -> str | None:
        year, month, day = pick.randint(1945, 1999), pick.randint(1, 12), pick.randint(1, 28)
        body = f"{day:02}{month:02}{year % 100:02}{pick.randint(0, 499):03}"
        first = -weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
        second = -weighted(f"{body}{first % 10}", (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        return None if 10 in {first, second} else f"{body}{first}{second}"

    return _until(make)


def cpr_dk(pick: Random) -> str:
    year, month, day = pick.randint(1945, 1999), pick.randint(1, 12), pick.randint(1, 28)
    return f"{day:02}{month:02}{year % 100:02}-{pick.randint(0, 3)}{run(pick, 3, DIGITS)}"


def hetu_fi(pick: Random) -> str:
    year, month, day = _born(pick)
    birth, number = f"{day:02}{month:02}{year % 100:02}", f"{pick.randint(2, 899):03}"
    return f"{birth}{'A' if year >= 2000 else '-'}{number}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(birth + number) % 31]}"


def nif_pt(pick: Random) -> str:
    body = f"{pick.choice('12')}{run(pick, 7, DIGITS)}"
    check = 11 - weighted(body, range(9, 1, -1)) % 11
    return f"{body}{0 if check > 9 else check}"


def ahv_ch(pick: Random) -> str:
    body = f"756{run(pick, 9, DIGITS)}"
    number = f"{body}{-weighted(body, (1, 3) * 6) % 10}"
    return f"{number[:3]}.{number[3:7]}.{number[7:11]}.{number[11:]}"


def pps_ie(pick: Random) -> str:
    body, extra = run(pick, 7, DIGITS), pick.choice("ABW")
    total = weighted(body, range(8, 1, -1)) + (0 if extra == "W" else 9 * (ord(extra) - 64))
    return f"{body}{'WABCDEFGHIJKLMNOPQRSTUV'[total % 23]}{'' if extra == 'W' else extra}"


def tckimlik_tr(pick: Random) -> str:
    body = f"{pick.choice('123456789')}{run(pick, 8, DIGITS)}"
    digits = list(map(int, body))
    tenth = (sum(digits[::2]) * 7 - sum(digits[1::2])) % 10
    return f"{body}{tenth}{(sum(digits) + tenth) % 10}"


def cpf_br(pick: Random) -> str:
    number = run(pick, 9, DIGITS)
    for length in (10, 11):
        check = weighted(number, range(length, 1, -1)) * 10 % 11
        number += str(check % 10)
    return f"{number[:3]}.{number[3:6]}.{number[6:9]}-{number[9:]}" if pick.random() < 0.8 else number


def cuit_ar(pick: Random) -> str:
    def make() -> str | None:
        body = f"{pick.choice(('20', '27', '23'))}{run(pick, 8, DIGITS)}"
        check = -weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        return None if check == 10 else f"{body[:2]}-{body[2:]}-{check}"

    return _until(make)


def rut_cl(pick: Random) -> str:
    number = pick.randrange(5_000_000, 25_000_000)
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(str(number))))
    return f"{number:,}".replace(",", ".") + "-" + "0123456789K"[-total % 11]


def curp_mx(pick: Random) -> str:
    year, month, day = _born(pick)
    name = f"{pick.choice('BCDFGLMPRST')}{pick.choice('AEIOU')}{run(pick, 2, 'BCDFGLMPRST')}"
    body = f"{name}{year % 100:02}{month:02}{day:02}{pick.choice('HM')}{pick.choice(('DF', 'JC', 'NL', 'MC', 'PL'))}"
    body += run(pick, 3, "BCDFGLMNPRST") + (pick.choice("ABC") if year >= 2000 else pick.choice(DIGITS))
    signs = "0123456789ABCDEFGHIJKLMN\u00d1OPQRSTUVWXYZ"
    return f"{body}{-sum(signs.index(sign) * (18 - place) for place, sign in enumerate(body)) % 10}"


def sin_ca(pick: Random) -> str:
    body = f"{pick.choice('1234567')}{run(pick, 7, DIGITS)}"
    number = body + luhn(body)
    return f"{number[:3]}{(between := pick.choice(' -'))}{number[3:6]}{between}{number[6:]}"


def tfn_au(pick: Random) -> str:
    def make() -> str | None:
        body = f"{pick.choice('123456789')}{run(pick, 7, DIGITS)}"
        for check in range(10):
            if weighted(f"{body}{check}", (1, 4, 3, 7, 5, 8, 6, 9, 10)) % 11 == 0:
                return f"{body[:3]} {body[3:6]} {body[6:]}{check}"
        return None

    return _until(make)


def aadhaar_in(pick: Random) -> str:
    body = f"{pick.choice('23456789')}{run(pick, 10, DIGITS)}"
    number = body + verhoeff(body)
    return f"{number[:4]} {number[4:8]} {number[8:]}" if pick.random() < 0.7 else number


def pan_in(pick: Random) -> str:
    return f"{run(pick, 3, _LETTERS)}P{run(pick, 1, _LETTERS)}{pick.randint(1, 9999):04}{run(pick, 1, _LETTERS)}"


def ric_cn(pick: Random) -> str:
    year, month, day = _born(pick)
    place = pick.choice(("110101", "310104", "310101", "110105"))
    body = f"{place}{year}{month:02}{day:02}{run(pick, 3, DIGITS)}"
    return body + "10X98765432"[weighted(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11]


def rrn_kr(pick: Random) -> str:
    year, month, day = _born(pick)
    body = f"{year % 100:02}{month:02}{day:02}{pick.choice('34' if year >= 2000 else '12')}0{run(pick, 4, DIGITS)}"
    return f"{body[:6]}-{body[6:]}{(11 - weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10}"


def nric_sg(pick: Random) -> str:
    first, body = pick.choice("ST"), run(pick, 7, DIGITS)
    total = weighted(body, (2, 7, 6, 5, 4, 3, 2)) + (4 if first == "T" else 0)
    return f"{first}{body}{'JZIHGFEDCBA'[total % 11]}"


def id_za(pick: Random) -> str:
    year, month, day = _born(pick)
    body = f"{year % 100:02}{month:02}{day:02}{run(pick, 4, DIGITS)}08"
    return body + luhn(body)


def _kind(name: str, make: Callable[[Random], str], variable: str, english: str, **words: str) -> Kind:
    told = {language: tuple(text.split("|")) for language, text in words.items()}
    return Kind(
        "national-id", name, make, {"en": tuple(english.split("|")), **told}, (variable,), languages=("en", *words)
    )


IDS: tuple[Kind, ...] = (
    _kind("us-ssn", ssn_us, "ssn", "SSN|social security number"),
    _kind("us-itin", itin_us, "itin", "ITIN|individual taxpayer number"),
    _kind("uk-nino", nino_uk, "national_insurance", "National Insurance number|NI number|NINO"),
    _kind("uk-nhs", nhs_uk, "nhs_number", "NHS number"),
    _kind("de-idnr", idnr_de, "steuer_id", "German tax ID", de="Steuer-ID|Steueridentifikationsnummer|IdNr"),
    _kind("fr-nir", nir_fr, "nir", "French social security number", fr="numéro de sécurité sociale|NIR"),
    _kind("es-dni", dni_es, "dni", "Spanish DNI", es="DNI|NIF"),
    _kind("es-nie", nie_es, "nie", "Spanish NIE", es="NIE"),
    _kind("it-codice", codice_it, "codice_fiscale", "Italian fiscal code", it="codice fiscale"),
    _kind("nl-bsn", bsn_nl, "bsn", "Dutch BSN", nl="BSN|burgerservicenummer"),
    _kind("be-nn", nn_be, "rijksregister", "Belgian national number", nl="rijksregisternummer", fr="numéro national"),
    _kind("pl-pesel", pesel_pl, "pesel", "PESEL number|PESEL", pl="PESEL|numer PESEL"),
    _kind("se-personnummer", personnummer_se, "personnummer", "Swedish personnummer|personal identity number"),
    _kind("no-fnr", fnr_no, "fodselsnummer", "Norwegian national identity number|fødselsnummer"),
    _kind("dk-cpr", cpr_dk, "cpr", "CPR number|Danish CPR"),
    _kind("fi-hetu", hetu_fi, "henkilotunnus", "Finnish personal identity code|henkilötunnus"),
    _kind("pt-nif", nif_pt, "nif", "Portuguese NIF", pt="NIF|contribuinte"),
    _kind("ch-ahv", ahv_ch, "ahv_nr", "Swiss AHV number", de="AHV-Nummer", fr="numéro AVS"),
    _kind("ie-pps", pps_ie, "pps_number", "PPS number|PPSN"),
    _kind("tr-tckn", tckimlik_tr, "tckn", "TC Kimlik No|Turkish identity number"),
    _kind("br-cpf", cpf_br, "cpf", "CPF|Brazilian CPF", pt="CPF"),
    _kind("ar-cuit", cuit_ar, "cuit", "Argentine CUIT", es="CUIT|CUIL"),
    _kind("cl-rut", rut_cl, "rut", "Chilean RUT", es="RUT"),
    _kind("mx-curp", curp_mx, "curp", "Mexican CURP", es="CURP"),
    _kind("ca-sin", sin_ca, "sin", "social insurance number|SIN"),
    _kind("au-tfn", tfn_au, "tfn", "tax file number|TFN"),
    _kind("in-aadhaar", aadhaar_in, "aadhaar", "Aadhaar number|Aadhaar"),
    _kind("in-pan", pan_in, "pan_number", "PAN card|PAN"),
    _kind("cn-ric", ric_cn, "id_card", "Chinese ID card number|resident identity card"),
    _kind("kr-rrn", rrn_kr, "rrn", "resident registration number|Korean RRN"),
    _kind("sg-nric", nric_sg, "nric", "NRIC"),
    _kind("za-id", id_za, "id_number", "South African ID number|SA ID"),
)
