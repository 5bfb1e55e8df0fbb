"""What the assistant knows: facts as data, loaded once and never changed while it runs."""

from bot.knowledge.load import Knowledge, load_knowledge
from bot.knowledge.model import Area, Committee, Contact, CrimeType, Figure, Place, Topic, Ward

__all__ = [
    "Area",
    "Committee",
    "Contact",
    "CrimeType",
    "Figure",
    "Knowledge",
    "Place",
    "Topic",
    "Ward",
    "load_knowledge",
]
