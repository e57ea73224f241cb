"""The fact sheet as plain Markdown, which any compatible builder makes a site of."""
