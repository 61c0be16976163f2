"""The people who come: who they are, whom they belong to, and what of them is to be forgotten."""
