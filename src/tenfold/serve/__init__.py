"""The service and the page; `tenfold serve` and `tenfold export --to html` start here."""
