"""Good social practice: catalogued, scored with reasons, found across languages."""

__version__ = "0.1.0"
