"""The evasion tests use the same origins and process control as the end-to-end tests."""

from ..e2e.harness.fixtures import fleet, pytest_runtest_makereport, quarterdeck, retired, source, world

__all__ = ["fleet", "pytest_runtest_makereport", "quarterdeck", "retired", "source", "world"]
