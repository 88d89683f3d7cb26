"""Web addresses, and how they are fetched: safely, politely, within bounds."""
