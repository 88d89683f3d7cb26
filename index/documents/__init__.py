"""Files and pages -> drafts -> passages: what each kind of document says, and what is cut."""
