"""Measurements: a corpus of real words, the search engines beside one another, whole pages, and a control."""
