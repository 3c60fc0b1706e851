"""The sample project: it migrates everywhere, and it holds what it promises."""
