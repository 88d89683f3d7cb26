"""Which texts are one and the same report, and what they tell differently."""
