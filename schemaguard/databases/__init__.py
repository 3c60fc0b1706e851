"""Databases: one package for each kind."""
