"""A library out of its folder and back: exported articles, backups, restoring."""
