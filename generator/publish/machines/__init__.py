"""What the site offers machines: structured data, share cards, feeds, and lists of its pages."""
