"""Begin a language: everything a translator fills in, as empty as it can be without breaking training or checks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel import Locale, UnknownLocaleError
from babel.core import get_global

from bot.errors import ConfigurationError
from bot.i18n.catalogs import catalog_path
from bot.i18n.coverage import BLANK, LEAST_CONVERSATIONS, LEAST_DANGERS
from bot.i18n.languages import REGISTER, SOURCE, STARTED, Language, registered_languages, to_code
from bot.i18n.update import update_catalog
from bot.knowledge import Topic, load_knowledge
from bot.knowledge.new_topic import sentences_skeleton
from bot.settings import ROOT

#: Terms every language settles before its texts are translated.
TERMS = (
    "ward",
    "neighbourhood committee",
    "neighbourhood panel",
    "council",
    "community safety partnership",
    "anti-social behaviour",
    "hate crime",
    "victim",
    "witness",
    "interpreter",
    "domestic abuse",
    "stalking",
    "burglary",
    "serious acquisitive crime",
    "integrated offender management",
)

STYLE = """\
# Style of the {english} texts

Decide these before you translate; one line each, with an example. Another language's STYLE.md shows how.

- Address (formal or informal "you"; no form that tells the resident's gender):
- Script, variety and spelling:
- Quotation marks, dashes, full stop in lists:
- Placeholders: the noun before an English name; how a count or a telephone number is joined to the sentence:
- Danger, abuse, suicide: short sentences, no blame:

| English | {english} | Why |
|---|---|---|
{terms}
"""

SENTENCES = """\
# What residents type, in {english} ({code}): for each topic at least as many sentences as it says, under `examples`,
# each on a line of its own with four spaces before it:
#     - a sentence
# Write as people type on a telephone: short and long, with typing errors, mixed with English.
# Do not translate the lines of another language.
version: "3.1"
nlu:
"""

DANGER = """\
# Words that mean danger now. `*` ends a stem, `_` stands for up to three other words.
# Compared without case and diacritics. data/lookups/en/danger.yml shows what to cover.
# Replace each [] by lines that begin with "- ".
now: []
# Words that make it past, hypothetical, a statistic or an idiom: the rule keeps silent, the classifier still decides.
unless: []
"""

PLACES = """\
# How people who write {english} spell each place: by ear, in their script, with case endings.
# Names that nobody changes stay [].
"""

LANGUAGES = """\
# What languages are called in {english}. These are the names of the dictionary:
# add how people really say and misspell them.
"""


@dataclass(frozen=True)
class Begun:
    """A language that was added: the files written, those left as they were, and what to do, in order."""

    language: Language
    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    steps: tuple[tuple[str, str], ...]


def find_locale(text: str) -> Locale:
    """Return the locale somebody means by `cy`, `pt_PT`, `pt-PT` or `zh_Hant`.

    Raises:
        ConfigurationError: Babel knows no such locale.

    """
    typed = text.strip().replace("-", "_")
    try:
        locale = Locale.parse(typed)
    except (ValueError, UnknownLocaleError) as error:
        raise ConfigurationError(
            f"{text!r} is not a language that Babel knows; give a code such as cy, pt_PT or zh_Hant "
            "(`.venv/bin/pybabel --list-locales` lists them)"
        ) from error
    # For an outdated code ("tl") Babel gives the new one with a country nobody asked for.
    return locale if "_" in typed else Locale(locale.language)


def add_language(text: str, name: str | None = None) -> Begun:
    """Register a language as `started` and write its skeletons; a file that exists is left as it is.

    Args:
        text: a locale, in any of the usual spellings.
        name: the English word a caller says on 999 to get an interpreter, where it is not Babel's name.

    Raises:
        ConfigurationError: Babel does not know the locale or its name, or the register has it already.

    """
    locale = find_locale(text)
    _refuse_known(locale)
    english = name or Locale.parse("en").languages.get(locale.language)
    if not english:
        raise ConfigurationError(f"Babel has no English name for {locale}; say it: --name NAME")
    language = Language(to_code(str(locale)), str(locale), STARTED, english)
    written, kept = [], []
    if catalog_path(language.locale).exists():
        kept.append(catalog_path(language.locale))
    else:
        update_catalog(language.locale, STARTED)
        written.append(catalog_path(language.locale))
    for path, content in _skeletons(language):
        if path.exists():
            kept.append(path)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
        written.append(path)
    # The register comes last: whatever failed before, no half-made language is registered.
    with REGISTER.open("a", encoding="utf-8") as file:
        file.write(f"- {_entry(language)}\n")
    return Begun(language, tuple(written), tuple(kept), tuple(_steps(language)))


def _refuse_known(locale: Locale) -> None:
    for language in registered_languages().values():
        known = language.babel
        same = (known.language, known.script) == (locale.language, locale.script)
        if same and (known.territory == locale.territory or not (known.territory and locale.territory)):
            raise ConfigurationError(
                f"{language.english} ({language.code}) is in {REGISTER.name} already, with status {language.status}; "
                "`python -m bot language status` tells what it has, `python -m bot language check` what it lacks"
            )


def _entry(language: Language) -> str:
    fields = {"code": language.code, "locale": language.locale, "status": language.status, "example": language.example}
    dumped: str = yaml.safe_dump(fields, default_flow_style=True, sort_keys=False, allow_unicode=True, width=1000)
    return dumped.strip()


def _skeletons(language: Language) -> Iterator[tuple[Path, str]]:
    locale, english = language.locale, language.example
    terms = "\n".join(f"| {term} |  |  |" for term in TERMS)
    yield ROOT / "locales" / locale / "STYLE.md", STYLE.format(english=english, terms=terms)
    lookups = ROOT / "data" / "lookups"
    yield lookups / locale / "danger.yml", DANGER
    places = yaml.safe_load((lookups / SOURCE / "places.yml").read_text("utf-8"))
    yield lookups / locale / "places.yml", PLACES.format(english=english) + "".join(f"{_flow(p)}: []\n" for p in places)
    yield lookups / locale / "languages.yml", LANGUAGES.format(english=english) + "".join(_language_names(language))
    yield lookups / locale / "not_now.txt", ""
    groups: dict[str, list[Topic]] = {}
    for topic in load_knowledge().topics.values():
        groups.setdefault(topic.group, []).append(topic)
    for group, topics in groups.items():
        head = SENTENCES.format(english=english, code=language.code)
        body = "".join(sentences_skeleton(topic, locale) for topic in topics)
        yield ROOT / "data" / "nlu" / locale / f"{group}.yml", head + body
    tests = ROOT / "tests" / "nlu"
    yield tests / locale / "conversations.jsonl", "".join(_conversations(language, tests / SOURCE))
    rows = [{"text": BLANK, "danger": danger} for danger in (True, False) for _ in range(LEAST_DANGERS)]
    yield tests / locale / "danger.jsonl", "".join(json.dumps(row) + "\n" for row in rows)


def _language_names(language: Language) -> Iterator[str]:
    named = language.babel.languages
    for other in [language, *registered_languages().values()]:
        found = named.get(other.locale) or named.get(other.babel.language)
        yield f"{_flow(other.locale)}: [{_flow(found) if found else ''}]\n"


def _conversations(language: Language, source: Path) -> Iterator[str]:
    """Yield rows whose expectations are those of English rows of every kind, and whose turns are to be written."""
    rows = [json.loads(line) for line in (source / "conversations.jsonl").read_text("utf-8").splitlines()]
    rows.sort(key=lambda row: row["kind"])  # then evenly from all kinds
    chosen = rows[:: max(1, len(rows) // LEAST_CONVERSATIONS)]
    for number, row in enumerate(chosen, 1):
        row |= {"id": f"ho-{language.code}-{number:03}", "lang": language.code, "turns": [BLANK] * len(row["turns"])}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _flow(text: str) -> str:
    """Return a text as YAML writes it inside a line, quoted where it has to be (`no` is a language)."""
    dumped: str = yaml.safe_dump([text], default_flow_style=True, allow_unicode=True, width=1000)
    return dumped.strip()[1:-1]


def _steps(language: Language) -> Iterator[tuple[str, str]]:
    locale = language.locale
    yield f"locales/{locale}/STYLE.md", "settle form of address and terms; everything else follows them"
    yield f"locales/{locale}/LC_MESSAGES/messages.po", "translate the texts (Poedit, Weblate or an editor)"
    yield f"data/lookups/{locale}/places.yml", "how people spell wards and villages"
    yield f"data/lookups/{locale}/languages.yml", "how people call the languages"
    yield f"data/lookups/{locale}/danger.yml", "phrases that mean danger now; have a second speaker read them"
    yield (
        f"data/lookups/{locale}/not_now.txt",
        "alarming sentences without danger, one a line (idioms, the past, jokes)",
    )
    yield f"data/nlu/{locale}/help.yml", "sentences on help for people, then the other files of that folder"
    yield (
        f"tests/nlu/{locale}/conversations.jsonl",
        "somebody else writes what residents ask, to measure with (`turns`)",
    )
    yield f"tests/nlu/{locale}/danger.jsonl", "the same for danger, and for alarming words without danger"
    script = _script(language.babel)
    if script != "Latn":
        yield "bot/nlu/language_choice.py", f"enter {language.code} under its script ({script}) in SCRIPTS"
    yield "languages.yml", "when `python -m bot language check` finds nothing missing: status: draft"
    yield "tests/nlu/thresholds.yml", "the floors that `make evaluate` then measures"


def _script(locale: Locale) -> str:
    likely: str = get_global("likely_subtags").get(locale.language, "")
    return locale.script or next((part for part in likely.split("_") if len(part) == 4), "Latn")
