"""What ``apply`` and ``rollback`` have done."""

from schemaguard.runs import RunReport

REPORT = RunReport
