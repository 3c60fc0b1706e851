"""mongodb."""
