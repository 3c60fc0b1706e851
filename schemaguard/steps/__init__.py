"""Migration files, read once and in plan order, become a stream of Steps."""
