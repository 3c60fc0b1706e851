"""What a database looks like, as plain values: snapshots, their differences, and both as documents."""
