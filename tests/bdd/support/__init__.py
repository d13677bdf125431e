"""What the steps stand on: the world of a scenario, recordings of its own, an API of its own."""
