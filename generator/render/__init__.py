"""From the index to pages: views, templates, drawn figures."""
