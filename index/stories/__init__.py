"""Which reports are of one story, and which watches a report meets."""
