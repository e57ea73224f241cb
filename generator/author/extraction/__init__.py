"""Takes the readable text out of a document, with what it says of itself and what was left out.

Nothing is fetched, no link is followed, no script is run: a document is bytes.
"""
