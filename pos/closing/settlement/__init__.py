"""Processors' files: read, matched with what was taken, worked through, posted."""
