"""From pages to what the public gets."""
