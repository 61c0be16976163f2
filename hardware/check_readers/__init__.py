"""Readers of the magnetic line on checks."""
