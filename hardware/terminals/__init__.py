"""Payment terminals: the card stays with them."""
