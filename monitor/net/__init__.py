"""The network: an address guard, one deadline, bounded inflating, robots."""
