"""Benchmarks: always our server and a stock one in the same run, because machines are noisy."""
