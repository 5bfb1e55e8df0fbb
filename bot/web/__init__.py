"""The only thing that listens: aiohttp application with the REST channel and the chat page."""
