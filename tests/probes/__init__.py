"""Tests of the probes: what they say, and what really happens."""
