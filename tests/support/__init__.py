"""What tests of all kinds share: recorded answers, real databases, the CLI."""
