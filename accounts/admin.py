"""People in the operators' admin. What happened and what was mailed can be read there, never changed."""

from django.contrib import admin

from accounts import factor_reset, standing
from accounts.models import AuditEntry, OutgoingMail, SecondFactorReset, User


class ReadOnly(admin.ModelAdmin):
    """Rows to look at."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Closing an account and making an operator; everything else of a person is that person's own."""

    list_display = ["__str__", "username", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username", "name", "email"]
    show_full_result_count = False
    fields = ["username", "name", "email", "is_active", "is_staff", "groups", "user_permissions"]
    filter_horizontal = ["groups", "user_permissions"]
    readonly_fields = ["username", "name", "email"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    def save_model(self, request, obj, form, change) -> None:
        standing.change(obj, form.changed_data, by=request.user)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly):
    """The audit trail of everybody."""

    list_display = ["at", "actor_name", "verb", "target_name", "organization", "result", "ip"]
    list_filter = ["result"]
    search_fields = ["actor_name", "verb", "target_name", "organization", "request_id"]
    date_hierarchy = "at"
    show_full_result_count = False


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnly):
    """What was mailed, without its text, which may hold a code."""

    list_display = ["created", "subject", "recipients", "sent", "tries", "error"]
    fields = ["created", "sender", "recipients", "subject", "sent", "tries", "next_try", "error"]
    show_full_result_count = False


@admin.register(SecondFactorReset)
class SecondFactorResetAdmin(ReadOnly):
    """Who lost phone and codes, and waits for a yes."""

    list_display = ["user", "asked", "due", "granted", "granted_by", "ended", "outcome"]
    list_filter = ["outcome"]
    fields = list_display
    actions = ["grant", "decline"]

    @admin.action(description="Reset when its 24 hours have passed")
    def grant(self, request, rows):
        granted = sum(factor_reset.grant(row, by=request.user) for row in rows)
        self.message_user(request, f"{granted} granted; each is done 24 hours after it was asked for.")

    @admin.action(description="Decline")
    def decline(self, request, rows):
        declined = sum(factor_reset.decline(row, by=request.user) for row in rows)
        self.message_user(request, f"{declined} declined.")
