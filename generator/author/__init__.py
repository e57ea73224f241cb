"""Helps an editor: starts projects, writes new sheets, finds quotable words."""
