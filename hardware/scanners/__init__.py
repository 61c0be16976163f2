"""Bar code scanners: on a line of their own, and those that type."""
