"""The rows: SQL by noun, shared by both stores; a folder a store for what differs."""
