"""A small online shop, written over time by a team, for trying out schemaguard."""
