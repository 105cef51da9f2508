"""Records and fields on the pages of plans and reports, for users who can read them; outdated plans."""

PAGE = "/organizations/acme_Staging/restores/"


def test_records_and_fields_are_shown_to_readers(cast, plan, read):
    page = read(cast.olive, f"{plan.pk}/")
    for text in (
        "To create",
        "new-0",
        "Novelty 0",
        "To change",
        "Price, xp",
        "mailer",
        "To delete",
        "Remnant",
    ):
        assert text in page


def test_a_user_without_the_role_sees_counts_of_a_resource(cast, plan, read):
    for address in (f"{plan.pk}/", f"{plan.pk}/?resource=Webhooks", f"{plan.pk}/json/"):
        page = read(cast.victor, address)
        assert "mailer" not in page
        assert "Mailing" not in page
    assert "You don't have access to this resource in both organizations." in read(cast.victor, f"{plan.pk}/")
    assert "Hammer" in read(cast.victor, f"{plan.pk}/")


def test_the_records_of_one_resource_have_an_address(cast, plan, read):
    assert "new-6" not in read(cast.olive, f"{plan.pk}/")
    page = read(cast.olive, f"{plan.pk}/?resource=Products")
    assert "new-6" in page
    assert "mailer" not in page


def test_an_unknown_resource_is_ignored(cast, plan, read):
    assert "mailer" in read(cast.olive, f"{plan.pk}/?resource=<script>")
