"""The last set of rules that loaded is kept in the state folder, for a start that finds a broken one.

With none, nothing is guessed: every AI service of the catalogue is refused until the rules are mended.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from dataclasses import replace
from pathlib import Path

from quarterdeck.config.compose import World, compose, load_world, rule_paths, source_files
from quarterdeck.config.include import included_paths
from quarterdeck.config.schema import Config
from quarterdeck.errors import QuarterdeckError
from quarterdeck.policy.load import load_policies
from quarterdeck.services.catalog import load_catalog

logger = logging.getLogger("quarterdeck.rules")

LOCKDOWN = """
policy: lockdown
description: No policy could be loaded, so no AI service may be used.
owner: the administrator of this proxy
rules:
  - id: no-policy
    match: {category: [CATEGORIES]}
    action: block
    reason: The rules of this proxy could not be loaded, so nothing that they govern is let through.
"""


def load_or_fall_back(config: Config) -> tuple[World, str]:
    """The world to start with, and what was wrong with the configured rules ("" when nothing was)."""
    try:
        world = load_world(config)
    except (QuarterdeckError, OSError) as error:
        problem = str(error)
        logger.error("the rules do not load:\n%s", problem)
        return _fall_back(config), problem
    try:
        keep(config, world)
    except OSError as error:
        logger.warning("the rules in force cannot be kept for a later start: %s", error)
    return world, ""


def _fall_back(config: Config) -> World:
    kept = kept_dir(config)
    if kept.is_dir():
        try:
            names = (kept / "roots").read_text().splitlines()
            files = load_policies([Path(f"{kept}/tree{name}") for name in names])
            # Its cases held when it was kept; one that held until a date only must not turn it into no rules at all.
            world = compose(files, config, run_cases=False)
        except (QuarterdeckError, OSError) as error:
            logger.error("the last good rules do not load either:\n%s", error)
        else:
            logger.error("the LAST GOOD rules are in force, not the configured ones")
            return replace(world, fallback="last-good")
    logger.error("NO RULES are in force: every AI service is refused until the rules load")
    categories = {service.category for service in load_catalog().services.values()} - {"registry"}
    text = LOCKDOWN.replace("CATEGORIES", ", ".join(sorted(categories)))
    return replace(compose(load_policies(text={"lockdown": text}), config, run_cases=False), fallback="lockdown")


def kept_dir(config: Config) -> Path:
    """Where the last good set is kept."""
    return config.state / "last-good"


def keep(config: Config, world: World) -> None:
    """Copy the sources of a world that loaded, under the paths that they had, replacing the older copy whole."""
    kept = kept_dir(config)
    fresh, old = kept.with_name("last-good.new"), kept.with_name("last-good.old")
    config.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Workers that start together keep one after the other.
    with kept.with_name("last-good.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        for source in source_files(config, world.files):
            target = Path(f"{fresh}/tree{_named(source)}")
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy2(source, target)
        # What is taken in is kept beside what takes it in: the pack itself may be what changed.
        roots = [*rule_paths(config.rules), *included_paths(world.files)]
        (fresh / "roots").write_text("".join(f"{name}\n" for name in dict.fromkeys(map(_named, roots))))
        shutil.rmtree(old, ignore_errors=True)
        if kept.exists():
            kept.rename(old)
        fresh.rename(kept)
        shutil.rmtree(old, ignore_errors=True)


def _named(path: Path) -> str:
    """The whole path as it is named, links not followed: a link in a folder of rules is a file of that folder."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve() follows links
