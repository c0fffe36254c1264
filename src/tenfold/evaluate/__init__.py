"""How good a model is: metrics, and a report on a data set."""
