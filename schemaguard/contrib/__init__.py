"""What joins schemaguard with other packages. Nothing here is imported unless one of them asks."""
