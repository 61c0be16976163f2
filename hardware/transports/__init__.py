"""Byte pipes: the only modules that open sockets and serial lines to devices."""
