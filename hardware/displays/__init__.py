"""Displays that face the patron."""
