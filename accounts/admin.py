"""Users, the audit log, emails, notices and two-factor resets in the operator admin."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.html import format_html_join

from accounts import account_status
from accounts.audit import log as audit_log
from accounts.audit import sentences
from accounts.http import AuthenticatedHttpRequest
from accounts.mfa import reset as mfa_reset
from accounts.models import AuditEntry, MfaReset, Notice, OutgoingMail, PersonalAccessToken, User
from accounts.operators import Operator
from accounts.personal_tokens import tokens
from lib.admin import ReadOnlyAdmin
from lib.query_string import search_words


def _text(value: object) -> str:
    """Return a value of an entry's details in words; a change reads "from → to"."""
    if isinstance(value, dict) and value.keys() == {"from", "to"}:
        return f"{_text(value['from'])} → {_text(value['to'])}"
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')}: {_text(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(_text(inner) for inner in value)
    return str(value)


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Deactivates accounts and appoints operators; the rest of an account is the user's own."""

    list_display = ["__str__", "username", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "name", "email"]
    show_full_result_count = False
    fields = ["username", "name", "email", "is_active", "is_staff"]
    readonly_fields = ["username", "name", "email"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        assert isinstance(request.user, User)
        account_status.update_account_status(obj, form.changed_data, by=request.user)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """The audit log of all users."""

    list_display = ["created_at", "actor_name", "description", "target_name", "organization", "result", "ip"]
    fields = [
        *(
            "created_at",
            "event",
            "description",
            "actor",
            "actor_name",
            "impersonated",
            "organization",
            "target_type",
            "target_id",
        ),
        *("target_name", "result", "ip", "user_agent", "request_id", "details_text"),
    ]
    list_filter = ["result"]
    search_fields = ["actor_name", "target_name", "organization", "request_id"]
    date_hierarchy = "created_at"
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditEntry], search_term: str
    ) -> tuple[QuerySet[AuditEntry], bool]:
        """Search the fields and the events' sentences, which are not in the database."""
        return audit_log.search(queryset, search_words(search_term), self.search_fields), False

    @admin.display(description="Action", ordering="event")
    def description(self, entry: AuditEntry) -> str:
        return sentences.describe(entry.event, entry.details)

    @admin.display(description="Details")
    def details_text(self, entry: AuditEntry) -> str:
        lines = ((name.replace("_", " "), _text(value)) for name, value in entry.details.items())
        return format_html_join("", "<div>{}: {}</div>", lines) or "-"


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """Emails without their text, which may hold a code."""

    list_display = ["created_at", "subject", "addressees", "sent_at", "attempts", "error"]
    fields = ["created_at", "sender", "addressees", "subject", "sent_at", "attempts", "retry_at", "error"]
    show_full_result_count = False

    @admin.display(description="Recipients")
    def addressees(self, mail: OutgoingMail) -> str:
        return ", ".join(mail.recipients)


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """Notices, waiting to be emailed or sent in the last 30 days."""

    list_display = ["created_at", "user", "kind", "heading", "sent_at"]
    list_filter = ["kind", ("sent_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__name", "user__email", "heading"]
    fields = ["created_at", "user", "kind", "heading", "sentence", "url", "sent_at"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER


@admin.register(PersonalAccessToken)
class PersonalAccessTokenAdmin(ReadOnlyAdmin):
    """Access tokens of scripts: what they may do and when they were used, never the token."""

    list_display = ["user", "name", "scope", "created_at", "last_used_at", "expires_at", "revoked_at"]
    list_filter = ["scope", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__username", "user__name", "name"]
    fields = [
        *("user", "name", "scope", "organizations", "token_id", "ending"),
        *("created_at", "last_used_at", "expires_at", "revoked_at"),
    ]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    actions = ["revoke"]

    @admin.action(description="Revoke")
    def revoke(self, request: AuthenticatedHttpRequest, rows: QuerySet[PersonalAccessToken]) -> None:
        operator = Operator(request.user)
        revoked = sum(tokens.revoke(row, by=operator) for row in rows.select_related("user"))
        self.message_user(request, f"{revoked} revoked.")


@admin.register(MfaReset)
class MfaResetAdmin(ReadOnlyAdmin):
    """Requests of users who lost their phone and recovery codes."""

    list_display = ["user", "requested_at", "due_at", "approved_at", "approved_by", "ended_at", "outcome"]
    list_filter = ["outcome"]
    fields = ["user", "requested_at", "due_at", "approved_at", "approved_by", "ended_at", "outcome"]
    actions = ["approve", "decline"]

    @admin.action(description="Approve reset (after 24 h)")
    def approve(self, request: AuthenticatedHttpRequest, rows: QuerySet[MfaReset]) -> None:
        approved = sum(mfa_reset.approve(row, by=request.user) for row in rows)
        self.message_user(request, f"{approved} approved. Each takes effect 24 hours after its request.")

    @admin.action(description="Decline")
    def decline(self, request: AuthenticatedHttpRequest, rows: QuerySet[MfaReset]) -> None:
        declined = sum(mfa_reset.decline(row, by=request.user) for row in rows)
        self.message_user(request, f"{declined} declined.")
