"""Commands: one module per noun, each with `add_parser` and functions that return an exit status."""
