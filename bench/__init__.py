"""Benchmarks, one command each; figures are ratios within one run, since machines differ and are noisy."""
