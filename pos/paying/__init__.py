"""Money that other parties hold: card terminals, banks, certificates and accounts."""
