"""Gifts after they were given: the letters that donors are owed, and who has had theirs."""
