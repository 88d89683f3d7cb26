"""A ranking -> an answer: its sentence, the evidence, and reports that differ."""
