"""What templates may see: one frozen class per template, with everything resolved."""
