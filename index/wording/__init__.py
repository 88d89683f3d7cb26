"""What is known of words and names in the languages of reports, for all who compare texts."""
