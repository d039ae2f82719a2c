"""The rules: values in, values out; no network, no SQL, no clock, no settings."""
