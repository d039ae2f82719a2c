"""Strangers' bytes are parsed here, in child processes with limits of their own."""
