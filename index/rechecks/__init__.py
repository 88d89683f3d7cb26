"""Articles looked at again where they stand: when, what has changed, and what is gone."""
