"""Secrets and tokens are replaced before a call or its response is stored."""

import json

import pytest

from console.masking import MASK, is_secret_name, mask_json, mask_pairs, mask_path, mask_text

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJ1c3IiOiJvbGl2ZSJ9.c2lnbmF0dXJlLW9mLWl0"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ClientSecret",
            "ConnectClientSecret",
            "access_token",
            "refresh_token",
            "Authorization",
            "Password",
        ),
        *(
            "NewPassword",
            "HashKey",
            "SharedKey",
            "CustomAuthHeaderValue",
            "Token",
            "anonUserToken",
            "Set-Cookie",
        ),
        *(
            "verificationCode",
            "apiKey",
            "x-api-key",
            "x-functions-key",
            "accessKey",
            "ConnectionString",
            "SaslPassword",
            "Secret",
            "ApiKey",
            "pwd",
            "SecretMessage",
            "TokenStorage",
            "PasswordAccount",
        ),
    ],
)
def test_the_value_of_a_secret_is_replaced_by_its_name(name):
    assert is_secret_name(name)
    text = mask_text(json.dumps({"ID": "a", "xp": {"deep": [{name: "s3cret"}]}}))
    assert json.loads(text) == {"ID": "a", "xp": {"deep": [{name: MASK}]}}
    assert mask_pairs([(name, "s3cret"), ("ID", "a")]) == ((name, MASK), ("ID", "a"))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "AccessTokenDuration",
            "RefreshTokenDuration",
            "TokenEndpoint",
            "AuthorizationEndpoint",
            "token_type",
        ),
        *("PasswordLastSetDate", "PasswordConfig", "LimitPasswordReuse", "expires_in", "ID", "Key", "Monkey"),
        *("MaxPasswordAge", "TokenCount"),
    ],
)
def test_what_only_speaks_of_a_secret_stays(name):
    assert not is_secret_name(name)


def test_everything_under_a_secret_name_is_replaced_and_null_and_empty_stay():
    text = mask_text('{"Secrets": {"a": 1, "b": ["x", null, true]}, "ClientSecret": null, "Password": ""}')
    assert json.loads(text) == {
        "Secrets": {"a": MASK, "b": [MASK, None, True]},
        "ClientSecret": None,
        "Password": "",
    }


def test_a_pair_of_name_and_value_is_replaced():
    text = mask_text('{"xp": {"headers": [{"Name": "Authorization", "Value": "s3cret"}]}}')
    assert json.loads(text) == {"xp": {"headers": [{"Name": "Authorization", "Value": MASK}]}}


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (f'{{"Note": "use {JWT} here"}}', {"Note": f"use {MASK} here"}),
        ('{"Url": "https://ada:pa55@erp.example/x"}', {"Url": f"https://{MASK}@erp.example/x"}),
        (
            '{"Url": "https://erp.example/x?sku=1&api_key=s3"}',
            {"Url": f"https://erp.example/x?sku=1&api_key={MASK}"},
        ),
        (
            '{"Body": "client_secret=s3&grant_type=client_credentials"}',
            {"Body": f"client_secret={MASK}&grant_type=client_credentials"},
        ),
        ('{"Header": "Bearer abcdefghijkl"}', {"Header": f"Bearer {MASK}"}),
        ('{"Json": "{\\"password\\": \\"s3\\"}"}', {"Json": f'{{"password": "{MASK}"}}'}),
        ('{"P\\u0061ssword": "s3"}', {"Password": MASK}),
    ],
)
def test_a_secret_is_found_by_its_look(text, masked):
    assert json.loads(mask_text(text)) == masked


def test_json_without_secrets_keeps_every_character():
    text = '{ "ID":"TQW-1",   "ShipWeight": 1.920, "Serial": 90071992547409931, "Note": "Tokyo, keyboard" }'
    assert mask_text(text) == text


def test_masked_json_keeps_the_digits_of_its_numbers():
    text = mask_text('{"Price": 1.10, "Serial": 90071992547409931, "ClientSecret": "s3cret"}')
    assert '"Price": 1.10' in text
    assert '"Serial": 90071992547409931' in text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("grant_type=password&client_secret=s3&scope=x", f"grant_type=password&client_secret={MASK}&scope=x"),
        ('{"ID": "a", "ClientSecret": "s3 and", "Name', f'{{"ID": "a", "ClientSecret": "{MASK}", "Name'),
        ('{"ID": "a", "ClientSecret": "s3 cut o', f'{{"ID": "a", "ClientSecret": "{MASK}"'),
        ("<Client><Password>s3</Password></Client>", f"<Client><Password>{MASK}</Password></Client>"),
        ("password: 's3 and', id: 4", f"password: '{MASK}', id: 4"),
        (f"<html>{JWT}</html>", f"<html>{MASK}</html>"),
        ("{'tokens': ['a', 'b'", f"{{'tokens': {MASK}"),
    ],
)
def test_text_that_is_not_json_is_masked_too(text, masked):
    assert mask_text(text) == masked


def test_a_secret_in_a_path_is_replaced_and_the_others_are_encoded():
    arguments = [("verificationCode", "s3cret"), ("productID", "a b/ü"), ("missing", "")]
    path = mask_path("/x/{verificationCode}/{productID}/{missing}", arguments)
    assert path == f"/x/{MASK}/a%20b%2F%C3%BC/{{missing}}"


def test_a_large_value_is_written_without_secrets_up_to_the_limit():
    items = [
        {"ID": str(number), "ClientSecret": "s3cret", "Secrets": {"a": ["s3cret"]}} for number in range(9)
    ]
    text, cut = mask_json({"Items": items}, 200)
    assert cut
    assert len(text) == 200
    assert text.startswith('{"Items": [{"ID": "0", "ClientSecret": "***", "Secrets": {"a": ["***"]}}, ')
    text, cut = mask_json({"Items": items}, 20_000)
    assert not cut
    assert "s3cret" not in text
    assert len(json.loads(text)["Items"]) == 9
