"""Benchmarks, and the generated projects they run on. Run the scripts by hand; pytest only checks the generator."""
