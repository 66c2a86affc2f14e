"""A box of paper beside the urn: who votes on paper, two people who key the papers in apart, and one result."""
