"""Examples that run without the network."""
