"""Reads reports: python3 main.py FILE..."""
import json
import sys

from report import report_from_dict

for name in sys.argv[1:]:
    with open(name) as file:
        report = report_from_dict(json.load(file))
    capabilities = len(report.capabilities or [])
    print(report.collected_at, report.hgm.state.value, report.host.kernel_release, len(report.matrix), capabilities)
