"""The hall as a picture to touch. ``SeatMap`` is in ``widget``."""
