"""URLs of sign-in and of the user's own pages. Those that allauth looks up have allauth's names."""

from allauth.account import views as allauth_account
from allauth.socialaccount import views as allauth_social
from django.urls import path
from django.views.generic import RedirectView

from accounts.views import (
    audit_log,
    authentication,
    data,
    deletion,
    email,
    mfa_reset,
    notifications,
    passkeys,
    password_check,
    passwords,
    personal_tokens,
    profile,
    registration,
    second_factor,
    social,
    username,
)
from accounts.views.reauthenticate import reauthenticate
from accounts.views.sign_in import sign_in, terms

urlpatterns = [
    path("accounts/login/", sign_in, name="account_login"),
    path("accounts/logout/", allauth_account.logout, name="account_logout"),
    path("accounts/inactive/", allauth_account.account_inactive, name="account_inactive"),
    path("accounts/terms/", terms, name="terms"),
    path("accounts/register/", registration.email, name="register"),
    path("accounts/register/code/", registration.code, name="registration_code"),
    path("accounts/register/link/<str:token>/", registration.link, name="registration_link"),
    path("accounts/register/details/", registration.details, name="registration_details"),
    path("accounts/username/", username.choose, name="choose_username"),
    path("accounts/username/check/", username.check, name="username_check"),
    path("accounts/password/reset/", passwords.request_reset, name="account_reset_password"),
    path("accounts/password/new/", passwords.reset, name="password_reset_confirm"),
    path("accounts/password/check/", password_check.check, name="password_check"),
    path("accounts/locked/", passwords.locked, name="account_locked"),
    path("accounts/reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("accounts/second-factor/", second_factor.authenticate, name="mfa_authenticate"),
    path("accounts/second-factor/reset/", mfa_reset.request_reset, name="request_mfa_reset"),
    path("accounts/second-factor/stop/<str:token>/", mfa_reset.cancel, name="cancel_mfa_reset"),
    path("accounts/passkey/", passkeys.sign_in, name="mfa_login_webauthn"),
    path("accounts/github/login/", social.github_login, name="github_login"),
    path("accounts/github/login/callback/", social.github_callback, name="github_callback"),
    path("accounts/social/google/login/", social.google_login, name="google_login"),
    path("accounts/social/google/login/callback/", social.google_callback, name="google_callback"),
    path("accounts/cancelled/", allauth_social.login_cancelled, name="socialaccount_login_cancelled"),
    path("accounts/deleted/", deletion.account_deleted, name="account_deleted"),
    path("profile/", profile.profile, name="profile"),
    path("profile/email/", email.email, name="account_email"),
    path("profile/email/code/", email.email_code, name="email_code"),
    path("profile/email/link/<str:token>/", email.email_link, name="email_link"),
    path("profile/password/", passwords.change, name="account_change_password"),
    path("profile/authentication/", authentication.authentication, name="authentication"),
    path("profile/authentication/password/remove/", passwords.remove, name="remove_password"),
    path("profile/authentication/link/<str:provider>/", authentication.link, name="link_provider"),
    path("profile/authentication/unlink/<str:provider>/", authentication.unlink, name="unlink_provider"),
    path("profile/authentication/sign-out/", authentication.revoke_session, name="revoke_session"),
    path(
        "profile/authentication/sign-out-others/",
        authentication.revoke_other_sessions,
        name="revoke_other_sessions",
    ),
    path("profile/authentication/app/", second_factor.set_up_totp, name="mfa_activate_totp"),
    path("profile/authentication/app/off/", second_factor.disable_totp, name="mfa_deactivate_totp"),
    path("profile/authentication/codes/", second_factor.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "profile/authentication/codes/new/",
        second_factor.regenerate_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "profile/authentication/codes/file/", second_factor.download_codes, name="mfa_download_recovery_codes"
    ),
    path("profile/authentication/passkeys/add/", passkeys.add, name="mfa_add_webauthn"),
    path("profile/authentication/passkeys/<int:pk>/name/", passkeys.rename, name="mfa_edit_webauthn"),
    path("profile/authentication/passkeys/<int:pk>/remove/", passkeys.remove, name="mfa_remove_webauthn"),
    path("profile/tokens/", personal_tokens.personal_tokens, name="personal_tokens"),
    path("profile/tokens/new/", personal_tokens.create, name="create_personal_token"),
    path("profile/tokens/<int:pk>/revoke/", personal_tokens.revoke, name="revoke_personal_token"),
    path("profile/audit-log/", audit_log.audit_log, name="audit_log"),
    path("profile/audit-log/csv/", audit_log.audit_log_csv, name="audit_log_csv"),
    path("profile/notifications/", notifications.notifications, name="notifications"),
    path("notifications/unsubscribe/link/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("profile/data/", data.data, name="account_data"),
    path("profile/data/export/", data.request_export, name="request_export"),
    path("profile/data/export/<int:pk>/", data.download_export, name="download_export"),
    path("profile/data/delete/", deletion.delete_account, name="delete_account"),
    # Pages of allauth that the portal replaces; allauth looks up their names.
    path(
        "accounts/signup/",
        RedirectView.as_view(pattern_name="register", query_string=True),
        name="account_signup",
    ),
    path(
        "accounts/social/",
        RedirectView.as_view(pattern_name="authentication"),
        name="socialaccount_connections",
    ),
    path("accounts/2fa/", RedirectView.as_view(pattern_name="authentication"), name="mfa_index"),
]
