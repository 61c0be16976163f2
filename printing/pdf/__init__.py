"""Reports as PDF, by reportlab (0.5 s to import, so only inside the functions that draw)."""
