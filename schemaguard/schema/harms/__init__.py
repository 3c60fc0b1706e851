"""What a difference does to an application or to rows: one module for each group of objects."""
