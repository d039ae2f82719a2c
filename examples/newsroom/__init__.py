"""The sample newsroom: a small invented web, its server and its truth."""
