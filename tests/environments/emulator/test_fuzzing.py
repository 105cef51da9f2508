"""Generated calls of a few operations; `make prove` runs all of them."""

from tests.environments.emulator.fuzzing import fuzz
from tests.environments.emulator.sample_data import create_sample_data


def test_generated_calls_get_documented_responses(seller_api, tmp_path):
    known = create_sample_data(seller_api)
    few = "^/(priceschedules|suppliers/{supplierID}|catalogs/{catalogID}/categories)$"
    found = fuzz(seller_api, tmp_path, known, "--include-path-regex", few, "--phases", "fuzzing", "-n", "15")
    assert found.returncode == 0, found.stdout
    assert "passed" in found.stdout
