"""The `tenfold` command. Each file here is one command; this one puts them together."""
