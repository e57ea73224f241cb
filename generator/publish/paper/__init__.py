"""What goes on paper: the site's views as inert data, and what sets them in type."""
