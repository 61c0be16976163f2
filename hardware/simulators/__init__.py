"""Virtual devices that speak the documented bytes. See the package README."""
