"""Cash drawers: behind a printer, behind a box of their own, and what set-up learns of them."""
