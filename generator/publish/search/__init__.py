"""Search: what can be found, as documents, and the index that a browser loads in pieces."""

from generator.publish.search.bundle import write as write
from generator.publish.search.documents import documents as documents
