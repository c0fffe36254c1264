"""Picture to ink, to pieces, to 28×28: the steps before the network, each in its own file."""
