"""What is different between two versions of an answer."""
