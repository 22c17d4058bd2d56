"""Credentials that no prefix tells: keys in blocks, connection strings, what is told by the name it is set to."""

from __future__ import annotations

import base64
import hashlib
import json
import string
import textwrap
from collections.abc import Callable
from random import Random

from detection.document import Kind
from detection.signs import ALNUM, LOWER, URL64, base64ed, base64url, hexed, run

_WORDS = "Harbour Lantern Copper Winter Falcon Meadow Granite Saffron Timber Violet Walnut Zephyr".split()
_HOSTS = "db.internal.acme.io pg-1.prod.acme.net orders.eu-west-1.rds.amazonaws.com cache.acme-logistics.com".split()
_USERS = "app svc_orders reporting billing admin etl".split()


def password(pick: Random) -> str:
    """As people and password managers make them: with signs that stand in addresses and quotes as they are."""
    style = pick.randrange(3)
    if style == 0:
        return f"{pick.choice(_WORDS)}{pick.choice(_WORDS)}{pick.randint(10, 9999)}{pick.choice('!*.-_')}"
    if style == 1:
        return run(pick, pick.randint(14, 20), ALNUM + "!*-_.")
    return "-".join(run(pick, 5) for _ in range(4))


def _pem(what: str, size: int, begins: bytes) -> Callable[[Random], str]:
    def make(pick: Random) -> str:
        body = base64.b64encode(begins + pick.randbytes(size)).decode()
        lines = "\n".join(textwrap.wrap(body, 64))
        return f"-----BEGIN {what}-----\n{lines}\n-----END {what}-----"

    return make


def _putty(pick: Random) -> str:
    head = (
        f"PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: deploy\nPublic-Lines: 2\n{base64ed(pick, 48)}"
    )
    return f"{head}\n{base64ed(pick, 3)}\nPrivate-Lines: 1\n{base64ed(pick, 33)}\nPrivate-MAC: {hexed(pick, 64)}"


def _jwt(pick: Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": str(pick.randrange(10**9)), "iat": 1700000000, "scope": "admin"})
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join((*coded, base64url(pick, 32)))


def _uri(scheme: str, port: int, tail: str) -> Callable[[Random], str]:
    return lambda p: f"{scheme}://{p.choice(_USERS)}:{password(p)}@{p.choice(_HOSTS)}:{port}/{tail}"


def _ado(pick: Random) -> str:
    place = f"Server=tcp:{pick.choice(_HOSTS)},1433;Database=orders"
    return f"{place};User ID={pick.choice(_USERS)};Password={password(pick)};Encrypt=true;"


def _azure_storage(pick: Random) -> str:
    account = f"AccountName=acme{run(pick, 6, LOWER)};AccountKey={base64ed(pick, 64)}"
    return f"DefaultEndpointsProtocol=https;{account};EndpointSuffix=core.windows.net"


def _secret(name: str, words: str, variable: str, make: Callable[[Random], str]) -> Kind:
    return Kind("secret", name, make, {"en": (words,)}, (variable,))


def _in_code(name: str, variables: str, make: Callable[[Random], str]) -> Kind:
    return Kind("secret", name, make, {"en": (name,)}, tuple(variables.split()), codes=True)


def _block(name: str, words: str, make: Callable[[Random], str]) -> Kind:
    return Kind("secret", name, make, {"en": (words,)}, ("PRIVATE_KEY",), block=True)


_DER = bytes.fromhex("308204a30201000282010100")
_OPENSSH = b"openssh-key-v1\0\0\0\0\x04none\0\0\0\x04none\0\0\0\0\0\0\0\x01"

CREDENTIALS: tuple[Kind, ...] = (
    _secret("aws-secret-key", "AWS secret access key", "AWS_SECRET_ACCESS_KEY", lambda p: run(p, 40, ALNUM + "+/")),
    _secret("twilio-auth", "Twilio auth token", "TWILIO_AUTH_TOKEN", lambda p: hexed(p, 32)),
    _secret("datadog", "Datadog API key", "DD_API_KEY", lambda p: hexed(p, 32)),
    _secret("cloudflare", "Cloudflare API token", "CLOUDFLARE_API_TOKEN", lambda p: run(p, 40, URL64)),
    _secret("cohere", "Cohere API key", "COHERE_API_KEY", lambda p: run(p, 40)),
    _secret("jwt", "access token", "ACCESS_TOKEN", _jwt),
    _secret("postgres", "database URL", "DATABASE_URL", _uri("postgresql", 5432, "orders")),
    _secret("mysql", "MySQL URL", "MYSQL_URL", _uri("mysql", 3306, "shop")),
    _secret("mongodb", "MongoDB connection string", "MONGODB_URI", _uri("mongodb", 27017, "events?authSource=admin")),
    _secret("redis", "Redis URL", "REDIS_URL", _uri("redis", 6379, "0")),
    _secret("amqp", "RabbitMQ URL", "AMQP_URL", _uri("amqp", 5672, "jobs")),
    _secret("sql-server", "connection string", "ConnectionString", _ado),
    _secret("azure-storage", "storage connection string", "AZURE_STORAGE_CONNECTION_STRING", _azure_storage),
    _in_code("password", "DB_PASSWORD password POSTGRES_PASSWORD smtp_password ADMIN_PASSWORD", password),
    _in_code(
        "secret-key", "SECRET_KEY client_secret APP_SECRET JWT_SECRET", lambda p: run(p, p.randint(32, 50), URL64)
    ),
    _in_code("api-key", "API_KEY api_key ACCESS_TOKEN auth_token", lambda p: run(p, p.choice((24, 32, 40)))),
    _block("rsa-key", "private key", _pem("RSA PRIVATE KEY", 1180, _DER)),
    _block("pkcs8-key", "private key", _pem("PRIVATE KEY", 1200, _DER)),
    _block("ec-key", "EC key", _pem("EC PRIVATE KEY", 110, bytes.fromhex("30770201010420"))),
    _block("openssh-key", "SSH key", _pem("OPENSSH PRIVATE KEY", 330, _OPENSSH)),
    _block("putty-key", "PuTTY key", _putty),
    _block("pgp-key", "PGP key", _pem("PGP PRIVATE KEY BLOCK", 900, bytes.fromhex("9503"))),
)


def basic(pick: Random) -> str:
    """What follows "Basic" in a header (RFC 7617)."""
    return base64.b64encode(f"{pick.choice(_USERS)}:{password(pick)}".encode()).decode()


def digest(pick: Random) -> str:
    """A SHA-256 in hex, which is nobody's secret."""
    return hashlib.sha256(pick.randbytes(16)).hexdigest()


def word(pick: Random) -> str:
    return run(pick, pick.randint(3, 9), string.ascii_lowercase)
