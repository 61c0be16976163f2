"""Badge and member card readers: PC/SC, through the computer's own smart card service."""
