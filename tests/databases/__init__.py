"""Tests of what is known about each kind of database."""
