"""tenfold reads handwritten digits."""
