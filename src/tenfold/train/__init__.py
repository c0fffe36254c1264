"""Training by recipe: settings with their reasons, and the run that can be interrupted."""
