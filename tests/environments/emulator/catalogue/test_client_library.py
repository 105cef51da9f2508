"""The catalogue against OrderCloud's JavaScript client library, as it comes from npm."""

import json
import subprocess

from environments.emulator.catalogue import CATALOGUE
from scripts.node_packages import BIN, ROOT

# The resources of the library with the methods that call the API; others hold tokens and settings.
_METHODS = """
const library = require('ordercloud-javascript-sdk')
const sdk = library.default ?? library
const found = []
for (const [tag, resource] of Object.entries(sdk)) {
  if (typeof resource?.As !== 'function') continue
  const names = Object.getOwnPropertyNames(Object.getPrototypeOf(resource)).concat(Object.keys(resource))
  for (const name of names)
    if (/^[A-Z]/.test(name) && name !== 'As') found.push(`${tag}.${name}`)
}
console.log(JSON.stringify([...new Set(found)]))
"""
# The library has forgotten passwords and usernames in one resource; the API's document does not.
_RENAMED = {
    "ForgottenCredentials.SendVerificationCode",
    "ForgottenCredentials.ResetPasswordByVerificationCode",
}
# An identity token for another product of the vendor, which is not one of the API's operations.
_OTHER_PRODUCTS = {"UserInfo.GetToken"}


def test_every_method_of_the_client_library_is_an_operation():
    command = [str(BIN / "node"), "-e", _METHODS]
    methods = json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)
    assert len(methods) > 600
    assert set(methods) - CATALOGUE.operations.keys() == _RENAMED | _OTHER_PRODUCTS
