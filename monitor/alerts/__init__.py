"""How somebody hears of a change of state."""
