"""Pytest plugin for CI (``-p tests.plugin_noskip``): a test that would be skipped fails, with the reason it gave."""

import pytest

Report = pytest.TestReport | pytest.CollectReport


def refuse_skip(report: Report) -> None:
    """Turn a skip into a failure; an expected failure (xfail) is not a skip."""
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: nothing may be skipped here. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    report = yield
    refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    report = yield
    refuse_skip(report)
    return report
