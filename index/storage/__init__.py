"""A library on the disk: its database and tables, and every way they are read and written."""
