"""`quarterdeck explain`: what the policy decides on a request, and why. Nothing is sent anywhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from quarterdeck.cli.explained import as_configured, explained
from quarterdeck.cli.jsonl import answer_lines
from quarterdeck.cli.narrative import narrative
from quarterdeck.cli.options import config_option, json_option, load
from quarterdeck.cli.rules_input import read_world
from quarterdeck.cli.screen import say, say_json
from quarterdeck.cli.stated import from_line, header, moment
from quarterdeck.config.compose import World
from quarterdeck.config.request import Judged, Stated, judged
from quarterdeck.config.schema import Config
from quarterdeck.errors import UsageError
from quarterdeck.model.destination import Destination
from quarterdeck.proxy.forbidden import never_reached


@click.command()
@click.argument("url", required=False)
@click.option("--method", metavar="M", help="The method [GET, or POST with a body].")
@click.option("--header", "headers", metavar="'K: V'", multiple=True, help="A header; may be repeated.")
@click.option("--body", type=click.File("rb"), metavar="FILE|-", help="The file that holds the body; - is stdin.")
@click.option("--user", metavar="U", help="Who sends it. Left out, nobody knows.")
@click.option("--group", "groups", metavar="G", multiple=True, help="A group of the user's; may be repeated.")
@click.option("--client", metavar="IP", default="127.0.0.1", help="The client's address [127.0.0.1].")
@click.option("--at", metavar="ISO8601", help="When it is sent, in UTC if it names no zone [now].")
@click.option("--sni", metavar="HOST", help="The name in the TLS hello, when it is not the URL's.")
@click.option("--connect-host", metavar="HOST", help="The host of the CONNECT, when it is not the URL's.")
@click.option("--rules", metavar="PATH", multiple=True, help="A pack, file or folder of rules; may be repeated.")
@config_option
@json_option
@click.option("--jsonl", is_flag=True, help="Read a request a line from stdin, write a decision a line to stdout.")
@click.pass_context
def explain(
    ctx: click.Context, /, url: str | None, path: Path | None, rules: tuple[str, ...], jsonl: bool, **options: Any
) -> int:
    """Say what the policy decides on a request, and why; nothing is sent.

    The request is judged as if its connection were intercepted; `inspection` says whether it would be. The exit code
    is 0 when the request would go through and 1 when it would be refused; with --jsonl, 1 when a line was no request.
    """
    if jsonl:
        _alone(ctx)
        judge = _judge(rules, load(path))
        return 1 if answer_lines(lambda line: judge(from_line(line, time.time()))[1]) else 0
    if url is None:
        raise UsageError("name a URL, or give --jsonl and a request a line on stdin")
    stated = _stated(url, options)
    judge = _judge(rules, load(path))
    found, document = judge(stated)
    if options["as_json"]:
        say_json(document)
    else:
        for line in narrative(stated, found, document):
            say(line)
    return 1 if found.decision.refused else 0


def _judge(rules: tuple[str, ...], config: Config) -> Callable[[Stated], tuple[Judged, dict[str, Any]]]:
    world: World = read_world(rules, config)

    def forbidden(destination: Destination) -> str | None:
        return never_reached(destination, mapped=f"{destination.host}:{destination.port}" in config.upstream.resolve)

    def judge(stated: Stated) -> tuple[Judged, dict[str, Any]]:
        limit = config.limits.memory_body
        found = judged(stated, world.policy, world.kit, forbidden=forbidden, body_limit=limit)
        return found, explained(found, as_configured(found, world, config))

    return judge


def _stated(url: str, options: dict[str, Any]) -> Stated:
    return Stated(
        url=url,
        time=moment(options["at"]) if options["at"] else time.time(),
        method=options["method"],
        headers=tuple(header(text) for text in options["headers"]),
        body=options["body"].read() if options["body"] else None,
        user=options["user"],
        groups=options["groups"] or None,
        client=options["client"],
        sni=options["sni"],
        connect_host=options["connect_host"],
    )


def _alone(ctx: click.Context) -> None:
    """With --jsonl each line says all of its request. Raises UsageError when an option says something of one, too."""
    shared = {"jsonl", "as_json", "rules", "path"}
    given = [
        parameter
        for parameter in ctx.command.params
        if parameter.name and parameter.name not in shared and ctx.params[parameter.name] not in (None, ())
    ]
    said = [one.opts[-1] for one in given if ctx.get_parameter_source(one.name or "") is not _DEFAULT]
    if said:
        raise UsageError(f"--jsonl takes its requests from stdin, so {', '.join(said)} has no place beside it")


_DEFAULT = click.core.ParameterSource.DEFAULT
