"""Sentence encoders behind the port `Encoder`; each is loaded at first need."""
