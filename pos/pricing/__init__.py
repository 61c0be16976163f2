"""What a cart costs, and why."""
