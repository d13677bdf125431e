"""The smallest job that is valid."""

JOB = """\
name: a_job
type: batch
source:
  endpoint: schedule
  method: schedule
  parameters:
    sportId: 1
"""
