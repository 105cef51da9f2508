"""The addresses under `accounts/` that allauth answers, and who may use them."""

from tests.house.addresses import EVERYBODY, NO_ONE, SIGNED_IN, Rule
