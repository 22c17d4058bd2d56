"""Tokens whose vendors document a shape that tells them: what they begin with, how long they are, how they are checked.

Written down from vendors' manuals, announcements and partner pages for secret scanning; values are made up.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from random import Random

from detection.checks import bech32, crc_base62
from detection.document import Kind
from detection.signs import ALNUM, BASE32, DIGITS, UPPER, URL64, base64ed, base64url, hexed, run, uuid


def _kind(name: str, who: str, variable: str, make: Callable[[Random], str]) -> Kind:
    words = (f"{who} token", f"{who} API key", f"{who} key")
    return Kind("secret", name, make, {"en": words, "de": (f"{who}-Token",), "fr": (f"clé {who}",)}, (variable,))


def _github(prefix: str) -> Callable[[Random], str]:
    def make(pick: Random) -> str:
        body = run(pick, 30)
        return prefix + body + crc_base62(body)

    return make


def _plain(prefix: str, length: int, alphabet: str = ALNUM, end: str = "") -> Callable[[Random], str]:
    return lambda pick: prefix + run(pick, length, alphabet) + end


def _hex(prefix: str, length: int) -> Callable[[Random], str]:
    return lambda pick: prefix + hexed(pick, length)


def _slack_bot(pick: Random) -> str:
    return f"xoxb-{run(pick, 12, DIGITS)}-{run(pick, 13, DIGITS)}-{run(pick, 24)}"


def _slack_user(pick: Random) -> str:
    numbers = "-".join(run(pick, pick.choice((12, 13)), DIGITS) for _ in range(3))
    return f"xoxp-{numbers}-{hexed(pick, 32)}"


def _slack_hook(pick: Random) -> str:
    place = f"T{run(pick, 8, UPPER)}/B{run(pick, 10, UPPER)}/{run(pick, 24)}"
    return f"https://hooks.slack.com/services/{place}"


def _openai(pick: Random) -> str:
    # Both halves are set apart by the name of the vendor in base64.
    return f"sk-proj-{run(pick, 74, URL64)}T3BlbkFJ{run(pick, 74, URL64)}"


def _openai_legacy(pick: Random) -> str:
    return f"sk-{run(pick, 20)}T3BlbkFJ{run(pick, 20)}"


def _grafana(pick: Random) -> str:
    secret = run(pick, 32)
    return f"glsa_{secret}_{zlib.crc32(secret.encode()):08x}"


def _sentry(pick: Random) -> str:
    told = {"iat": 1700000000 + pick.randrange(10**7), "url": "https://sentry.io", "org": "acme"}
    return f"sntrys_{base64.b64encode(json.dumps(told).encode()).decode()}_{base64ed(pick, 32).rstrip('=')}"


def _discord(pick: Random) -> str:
    account = str(pick.randrange(10**17, 10**18)).encode()
    return f"{base64.b64encode(account).decode()}.{run(pick, 6, URL64)}.{run(pick, 38, URL64)}"


def _pypi(pick: Random) -> str:
    return f"pypi-AgEIcHlwaS5vcmc{base64url(pick, 112)}"


def _atlassian(pick: Random) -> str:
    body = f"ATATT3xFfGF0{run(pick, 172, URL64)}"
    return f"{body}={zlib.crc32(body.encode()):08X}"


def _azure_client(pick: Random) -> str:
    mark, length = pick.choice((("7Q~", 31), ("8Q~", 34)))
    return f"{run(pick, 3)}{mark}{run(pick, length, URL64 + '.~')}"


def _age(pick: Random) -> str:
    # 32 bytes in groups of five bits, of which the last has but one bit of the key (BIP 173).
    groups = [*(pick.randrange(32) for _ in range(51)), pick.choice((0, 16))]
    return bech32("age-secret-key-", groups).upper()


TOKENS: tuple[Kind, ...] = (
    _kind("github-classic", "GitHub", "GITHUB_TOKEN", _github("ghp_")),
    _kind("github-oauth", "GitHub", "GH_OAUTH_TOKEN", _github("gho_")),
    _kind("github-server", "GitHub", "GH_APP_TOKEN", _github("ghs_")),
    _kind("github-fine", "GitHub", "GH_TOKEN", lambda p: f"github_pat_{run(p, 22)}_{run(p, 59)}"),
    _kind("gitlab", "GitLab", "GITLAB_TOKEN", _plain("glpat-", 20, URL64)),
    _kind("gitlab-deploy", "GitLab", "CI_DEPLOY_TOKEN", _plain("gldt-", 20, URL64)),
    _kind("npm", "npm", "NPM_TOKEN", _github("npm_")),
    _kind("pypi", "PyPI", "TWINE_PASSWORD", _pypi),
    _kind("rubygems", "RubyGems", "GEM_HOST_API_KEY", _hex("rubygems_", 48)),
    _kind("docker-hub", "Docker Hub", "DOCKER_PAT", _plain("dckr_pat_", 27, URL64)),
    _kind("aws-access-key", "AWS", "AWS_ACCESS_KEY_ID", _plain("AKIA", 16, BASE32)),
    _kind("google-api", "Google Maps", "GOOGLE_API_KEY", _plain("AIza", 35, URL64)),
    _kind("google-client", "Google OAuth", "GOOGLE_CLIENT_SECRET", _plain("GOCSPX-", 28, URL64)),
    _kind(
        "google-access", "Google OAuth", "GOOGLE_ACCESS_TOKEN", lambda p: f"ya29.a0{run(p, p.randint(120, 200), URL64)}"
    ),
    _kind("azure-client", "Azure AD client secret", "AZURE_CLIENT_SECRET", _azure_client),
    _kind("slack-bot", "Slack", "SLACK_BOT_TOKEN", _slack_bot),
    _kind("slack-user", "Slack", "SLACK_USER_TOKEN", _slack_user),
    _kind("slack-hook", "Slack webhook", "SLACK_WEBHOOK_URL", _slack_hook),
    _kind("discord", "Discord bot", "DISCORD_TOKEN", _discord),
    _kind("telegram", "Telegram bot", "TELEGRAM_TOKEN", lambda p: f"{run(p, 10, '123456789')}:AA{run(p, 33, URL64)}"),
    _kind("stripe-live", "Stripe", "STRIPE_SECRET_KEY", lambda p: f"sk_live_51{run(p, 97)}"),
    _kind("stripe-restricted", "Stripe", "STRIPE_RESTRICTED_KEY", lambda p: f"rk_live_51{run(p, 97)}"),
    _kind("stripe-hook", "Stripe webhook", "STRIPE_WEBHOOK_SECRET", _plain("whsec_", 32)),
    _kind("square", "Square", "SQUARE_ACCESS_TOKEN", _plain("sq0atp-", 22, URL64)),
    _kind("shopify", "Shopify", "SHOPIFY_ACCESS_TOKEN", _hex("shpat_", 32)),
    _kind("sendgrid", "SendGrid", "SENDGRID_API_KEY", lambda p: f"SG.{run(p, 22, URL64)}.{run(p, 43, URL64)}"),
    _kind("mailchimp", "Mailchimp", "MAILCHIMP_API_KEY", lambda p: f"{hexed(p, 32)}-us{p.randint(1, 21)}"),
    _kind("brevo", "Brevo", "BREVO_API_KEY", lambda p: f"xkeysib-{hexed(p, 64)}-{run(p, 16)}"),
    _kind("openai-project", "OpenAI", "OPENAI_API_KEY", _openai),
    _kind("openai-legacy", "OpenAI", "OPENAI_KEY", _openai_legacy),
    _kind("anthropic", "Anthropic", "ANTHROPIC_API_KEY", lambda p: f"sk-ant-api03-{run(p, 93, URL64)}AA"),
    _kind("hugging-face", "Hugging Face", "HF_TOKEN", _plain("hf_", 34, ALNUM[:52])),
    _kind("groq", "Groq", "GROQ_API_KEY", _plain("gsk_", 52)),
    _kind("xai", "xAI", "XAI_API_KEY", _plain("xai-", 80)),
    _kind("perplexity", "Perplexity", "PPLX_API_KEY", _plain("pplx-", 48)),
    _kind("replicate", "Replicate", "REPLICATE_API_TOKEN", _plain("r8_", 37)),
    _kind("digitalocean", "DigitalOcean", "DIGITALOCEAN_TOKEN", _hex("dop_v1_", 64)),
    _kind("databricks", "Databricks", "DATABRICKS_TOKEN", _hex("dapi", 32)),
    _kind("new-relic", "New Relic", "NEW_RELIC_API_KEY", _plain("NRAK-", 27, UPPER)),
    _kind("grafana-service", "Grafana", "GRAFANA_TOKEN", _grafana),
    _kind("sentry-org", "Sentry", "SENTRY_AUTH_TOKEN", _sentry),
    _kind("linear", "Linear", "LINEAR_API_KEY", _plain("lin_api_", 40)),
    _kind("notion", "Notion", "NOTION_TOKEN", lambda p: f"ntn_{run(p, 11, DIGITS)}{run(p, 35)}"),
    _kind("airtable", "Airtable", "AIRTABLE_TOKEN", lambda p: f"pat{run(p, 14)}.{hexed(p, 64)}"),
    _kind("atlassian", "Atlassian", "ATLASSIAN_API_TOKEN", _atlassian),
    _kind("doppler", "Doppler", "DOPPLER_TOKEN", _plain("dp.pt.", 43)),
    _kind("vault", "HashiCorp Vault", "VAULT_TOKEN", _plain("hvs.", 92, URL64)),
    _kind("terraform", "Terraform Cloud", "TFE_TOKEN", lambda p: f"{run(p, 14)}.atlasv1.{run(p, 67)}"),
    _kind("pulumi", "Pulumi", "PULUMI_ACCESS_TOKEN", _hex("pul-", 40)),
    _kind("planetscale", "PlanetScale", "PLANETSCALE_TOKEN", _plain("pscale_tkn_", 43, URL64)),
    _kind("supabase", "Supabase", "SUPABASE_ACCESS_TOKEN", _hex("sbp_", 40)),
    _kind("netlify", "Netlify", "NETLIFY_AUTH_TOKEN", _plain("nfp_", 36)),
    _kind("postman", "Postman", "POSTMAN_API_KEY", lambda p: f"PMAK-{hexed(p, 24)}-{hexed(p, 34)}"),
    _kind("figma", "Figma", "FIGMA_TOKEN", _plain("figd_", 40, URL64)),
    _kind("mapbox", "Mapbox", "MAPBOX_TOKEN", lambda p: f"sk.eyJ1Ijoi{base64url(p, 36)}.{base64url(p, 16)}"),
    _kind("launchdarkly", "LaunchDarkly", "LAUNCHDARKLY_SDK_KEY", lambda p: f"sdk-{uuid(p)}"),
    _kind("twilio-key", "Twilio", "TWILIO_API_KEY", _hex("SK", 32)),
    _kind("fly", "Fly.io", "FLY_API_TOKEN", lambda p: f"fm2_{base64ed(p, 300)}"),
    _kind("heroku", "Heroku", "HEROKU_API_KEY", _plain("HRKU-AA", 58, URL64)),
    _kind("dynatrace", "Dynatrace", "DT_API_TOKEN", lambda p: f"dt0c01.{run(p, 24, BASE32)}.{run(p, 64, BASE32)}"),
    _kind("easypost", "EasyPost", "EASYPOST_API_KEY", _plain("EZAK", 54)),
    _kind("dropbox", "Dropbox", "DROPBOX_TOKEN", lambda p: f"sl.u.{run(p, 140, URL64)}"),
    _kind("tailscale", "Tailscale", "TS_AUTHKEY", lambda p: f"tskey-auth-{run(p, 16)}-{run(p, 32)}"),
    _kind(
        "cloudinary",
        "Cloudinary",
        "CLOUDINARY_URL",
        lambda p: f"cloudinary://{run(p, 15, DIGITS)}:{run(p, 27, URL64)}@acme",
    ),
    _kind("age", "age", "AGE_SECRET_KEY", _age),
    _kind("duffel", "Duffel", "DUFFEL_ACCESS_TOKEN", _plain("duffel_live_", 43, URL64)),
    _kind("flutterwave", "Flutterwave", "FLW_SECRET_KEY", lambda p: f"FLWSECK-{hexed(p, 32)}-X"),
    _kind("typeform", "Typeform", "TYPEFORM_TOKEN", lambda p: f"tfp_{run(p, 44)}_{run(p, 14)}"),
)
