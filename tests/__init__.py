"""The test suite of schemaguard."""
