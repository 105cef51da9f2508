"""Fill one database with 100,000 users, search it and print the times; `user_search` runs this for each."""

import json
import random
import time

from django.core.management import call_command
from django.db import connection

from accounts.models import User
from accounts.models.search import reindex
from accounts.search import query as user_search
from tests.benchmarks.databases import percentiles

USERS = 100_000
QUERIES = 1_000
SYLLABLES = [
    "an",
    "ber",
    "car",
    "dal",
    "el",
    "fen",
    "gor",
    "han",
    "il",
    "jo",
    "kar",
    "lin",
    "mor",
    "ol",
    "ros",
]


def word(chance: random.Random, least: int, most: int) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(least, most)))


def fill(chance: random.Random) -> None:
    firsts = [word(chance, 1, 2).capitalize() for _ in range(400)]
    lasts = [word(chance, 2, 3).capitalize() for _ in range(4_000)]
    users = []
    for number in range(USERS):
        first, last = chance.choice(firsts), chance.choice(lasts)
        username = f"{first}.{last}.{number}".lower()[:30].rstrip(".")
        address = f"{number}@example.com"
        users.append(User(username=username, email=address, name=f"{first} {last}", password="!"))
    for start in range(0, USERS, 5_000):
        reindex(User.objects.bulk_create(users[start : start + 5_000]))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its own housekeeping does within minutes


def search_terms(chance: random.Random) -> list[str]:
    """Return what users type: one to six letters of a name, both names, a username, or no match."""
    terms: list[str] = []
    everyone = list(User.objects.order_by("username").values_list("name", "username"))
    some = chance.sample(everyone, QUERIES)
    for number, (name, username) in enumerate(some):
        first, last = name.split()
        short = [first[:1], first[:2], last[:3], last[:6]]
        terms.append([*short, f"{last[:3]} {first}", name, str(username), "no such user"][number % 8])
    chance.shuffle(terms)
    return terms


def measure() -> dict[str, float]:
    chance = random.Random(5)
    call_command("migrate", verbosity=0)
    fill(chance)
    seconds = []
    for text in search_terms(chance):
        began = time.perf_counter()
        user_search.search_users(text)
        user_search.count_users(text)
        seconds.append(time.perf_counter() - began)
    return percentiles(seconds)


def main() -> None:
    print(json.dumps(measure()))
