"""Runs that are killed at any moment, under load, on real servers."""
