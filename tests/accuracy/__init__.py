"""Findings compared with what a server does."""
