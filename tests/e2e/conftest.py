"""End-to-end tests run the real proxy process; the fixtures are in harness/fixtures.py."""

from .harness.fixtures import fleet, pytest_runtest_makereport, quarterdeck, source, world

__all__ = ["fleet", "pytest_runtest_makereport", "quarterdeck", "source", "world"]
