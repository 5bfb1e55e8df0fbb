"""The Rasa agent in this process, and the store of its conversations."""
