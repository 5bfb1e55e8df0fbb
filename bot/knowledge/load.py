"""Read the knowledge files and check that they agree with each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from bot.errors import KnowledgeError
from bot.knowledge.model import (
    Area,
    Committee,
    Contact,
    CrimeType,
    Figure,
    Place,
    Topic,
    Ward,
)

DATA = Path(__file__).parent / "data"
DOCUMENT = "SaferPeterborough Partnership Plan"

T = TypeVar("T")


@dataclass(frozen=True)
class Knowledge:
    """All knowledge by id; mappings keep the order of the files."""

    topics: Mapping[str, Topic]
    wards: Mapping[str, Ward]
    committees: Mapping[str, Committee]
    areas: Mapping[str, Area]
    crime_types: Mapping[str, CrimeType]
    places: Mapping[str, Place]
    contacts: Mapping[str, Contact]
    figures: Mapping[str, Figure]
    names: Mapping[str, str]

    def wards_of(self, place_id: str) -> tuple[str, ...]:
        """Return the wards a ward or place id may stand for."""
        if place_id in self.wards:
            return (place_id,)
        return self.places[place_id].wards

    def committees_of(self, place_id: str) -> tuple[str, ...]:
        """Return the committees a ward or place id may belong to."""
        if place_id in self.wards:
            return (self.wards[place_id].committee,)
        return self.places[place_id].committees

    def place_name(self, place_id: str) -> str:
        """Return the printed name of a ward or place."""
        return (self.wards.get(place_id) or self.places[place_id]).name

    def committee_crimes(self, committee_id: str) -> int:
        """Return the crimes of a committee's wards added up (not printed in the plan)."""
        return sum(self.wards[w].crimes for w in self.committees[committee_id].wards)


def _read(name: str, kind: Callable[..., T]) -> dict[str, T]:
    path = DATA / f"{name}.yml"
    try:
        raw: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise KnowledgeError(f"{path.name}: not YAML: {error}") from error
    things = {}
    for key, fields in raw.items():
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in fields.items()}
        try:
            things[key] = kind(id=key, **values)
        except TypeError as error:
            raise KnowledgeError(f"{path.name}: {key}: {error}") from error
    return things


def _names() -> dict[str, str]:
    raw = yaml.safe_load((DATA / "names.yml").read_text("utf-8"))
    return {key: entry["name"] for key, entry in raw.items()}


@lru_cache(maxsize=1)
def load_knowledge() -> Knowledge:
    """Return the checked knowledge; read once per process.

    Raises:
        KnowledgeError: a file is unreadable or refers to something that is not there.

    """
    knowledge = Knowledge(
        topics=_read("topics", Topic),
        wards=_read("wards", Ward),
        committees=_read("committees", Committee),
        areas=_read("areas", Area),
        crime_types=_read("crime_types", CrimeType),
        places=_read("places", Place),
        contacts=_read("contacts", Contact),
        figures=_read("figures", Figure),
        names=_names(),
    )
    _check(knowledge)
    return knowledge


def _check(knowledge: Knowledge) -> None:
    """Raise KnowledgeError for the first reference that leads nowhere."""

    def refer(where: str, ids: tuple[str, ...], known: Mapping[str, Any]) -> None:
        for one in ids:
            if one not in known:
                raise KnowledgeError(f"{where}: {one!r} is not there; mend the name or add it")

    for topic in knowledge.topics.values():
        refer(f"topics.yml: {topic.id}: buttons", topic.buttons, knowledge.topics)
        refer(f"topics.yml: {topic.id}: contacts", topic.contacts, knowledge.contacts)
    for ward in knowledge.wards.values():
        refer(f"wards.yml: {ward.id}: committee", (ward.committee,), knowledge.committees)
    for committee in knowledge.committees.values():
        refer(f"committees.yml: {committee.id}: wards", committee.wards, knowledge.wards)
    for place in knowledge.places.values():
        refer(f"places.yml: {place.id}: wards", place.wards, knowledge.wards)
        refer(f"places.yml: {place.id}: committees", place.committees, knowledge.committees)
        if place.id in knowledge.wards:
            raise KnowledgeError(f"places.yml: {place.id} is a ward; remove it from the places")
    for contact in knowledge.contacts.values():
        refer(f"contacts.yml: {contact.id}: website", (contact.website,) if contact.website else (), knowledge.contacts)
        if contact.confidence not in ("H", "M-H", "H-M") and not contact.printed_only:
            raise KnowledgeError(
                f"contacts.yml: {contact.id}: confidence {contact.confidence} may not be shown; "
                "remove it or mark it printed_only"
            )
    seen: dict[str, str] = {}
    for file in ("contacts", "figures", "names"):
        for key in getattr(knowledge, file):
            if key in seen:
                raise KnowledgeError(f"{file}.yml: {key} stands in {seen[key]}.yml too; rename one")
            seen[key] = file
