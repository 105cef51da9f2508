"""The English sentence of each event of the audit log."""

from collections.abc import Mapping

from accounts.audit.events import Event

# What the actor did, as pages, admin and exports show it; a field in braces is taken from the details.
SENTENCES: Mapping[str, str] = {
    Event.USER_REGISTERED: "registered",
    Event.USER_SIGNED_IN: "signed in",
    Event.USER_SIGN_IN_FAILED: "tried to sign in",
    Event.USER_SIGNED_OUT: "signed out",
    Event.USER_REAUTHENTICATED: "confirmed identity",
    Event.USER_REAUTHENTICATION_FAILED: "entered a wrong password",
    Event.USER_MFA_FAILED: "entered a wrong two-factor code",
    Event.USER_LOCKED: "locked the account",
    Event.USER_UNLOCKED: "unlocked the account",
    Event.USER_STATUS_CHANGED: "changed an account",
    Event.USER_DELETED: "deleted the account",
    Event.USERNAME_CHOSEN: "chose a username",
    Event.TERMS_ACCEPTED: "accepted the terms",
    Event.PROFILE_UPDATED: "changed the profile",
    Event.EMAIL_CHANGE_REQUESTED: "requested an email change",
    Event.EMAIL_CHANGED: "changed the email",
    Event.PASSWORD_SET: "set a password",
    Event.PASSWORD_CHANGED: "changed the password",
    Event.PASSWORD_RESET: "reset the password by email",
    Event.PASSWORD_REMOVED: "removed the password",
    Event.CODE_SENT: "requested a code",
    Event.CODE_CONFIRMED: "confirmed with a code",
    Event.CODE_REJECTED: "entered a wrong code",
    Event.PASSKEY_ADDED: "added a passkey",
    Event.PASSKEY_RENAMED: "renamed a passkey",
    Event.PASSKEY_REMOVED: "removed a passkey",
    Event.PASSKEY_CLONE_DETECTED: "used a copied passkey",
    Event.TOTP_ENABLED: "turned on two-factor authentication",
    Event.TOTP_REPLACED: "replaced the authenticator app",
    Event.TOTP_DISABLED: "turned off two-factor authentication",
    Event.RECOVERY_CODES_GENERATED: "generated new recovery codes",
    Event.MFA_RESET_REQUESTED: "requested a two-factor reset",
    Event.MFA_RESET_APPROVED: "approved a two-factor reset",
    Event.MFA_RESET_ENDED: "ended a two-factor reset",
    Event.SOCIAL_LINKED: "linked {provider}",
    Event.SOCIAL_LINK_REFUSED: "tried to link {provider}",
    Event.SOCIAL_UNLINKED: "unlinked {provider}",
    Event.SOCIAL_SIGN_IN_FAILED: "tried to sign in with {provider}",
    Event.SOCIAL_SIGN_IN_REFUSED: "tried to sign in with {provider}",
    Event.SESSION_REVOKED: "signed out a device",
    Event.SESSION_OTHERS_REVOKED: "signed out everywhere else",
    Event.DATA_EXPORT_REQUESTED: "requested a data export",
    Event.DATA_EXPORT_DOWNLOADED: "downloaded a data export",
    Event.ORGANIZATION_CREATED: "created the organization",
    Event.ORGANIZATION_RENAMED: "renamed the organization from “{before}” to “{after}”",
    Event.ORGANIZATION_DELETED: "deleted the organization",
    Event.ORGANIZATION_RESTORED: "restored the deleted organization",
    Event.ORGANIZATION_PURGED: "purged the deleted organization",
    Event.STAGING_PAIR_LINKED: "linked Staging to Production",
    Event.ORGANIZATION_CONNECTED: "connected the organization",
    Event.ORGANIZATION_TRANSFERRED: "transferred the organization to {new_owner}",
    Event.STAGING_PAIR_UNLINKED: "unlinked Staging from Production",
    Event.CONNECTION_TESTED: "tested the connection",
    Event.CONNECTION_UPDATED: "changed the connection",
    Event.CONNECTION_SECRET_ROTATED: "rotated the connection secret",
    Event.CONNECTION_SECRET_SHOWN: "viewed the connection secret",
    Event.CONNECTION_DROPPED: "dropped the connection",
    Event.CONNECTION_FAILED: "found that the connection stopped working",
    Event.CONNECTION_RECOVERED: "found that the connection works again",
    Event.ALLOWED_HOST_ADDED: "allowed connections to {host}",
    Event.ALLOWED_HOST_REMOVED: "no longer allows connections to {host}",
    Event.QUOTA_UPDATED: "changed the quota",
    Event.PRODUCTION_REQUEST_CREATED: "requested Production",
    Event.PRODUCTION_REQUEST_UPDATED: "changed the Production request",
    Event.PRODUCTION_REQUEST_WITHDRAWN: "withdrew the Production request",
    Event.PRODUCTION_REQUEST_REPLIED: "wrote a note on the Production request",
    Event.PRODUCTION_REQUEST_OPENED: "opened the Production request",
    Event.PRODUCTION_REQUEST_APPROVED: "approved the Production request",
    Event.PRODUCTION_REQUEST_DECLINED: "declined the Production request",
    Event.PRODUCTION_REQUEST_FAILED: "could not create what the Production request asks for",
    Event.PRODUCTION_REQUEST_COMPLETED: "completed the Production request",
    Event.RESTORE_STARTED: "started a restore",
    Event.RESTORE_HELD: "held a restore",
    Event.RESTORE_CANCEL_REQUESTED: "requested to cancel a restore",
    Event.RESTORE_ENDED: "ended a restore",
    Event.RESTORE_SKIPPED: "skipped the next restore",
    Event.RESTORE_UNSKIPPED: "no longer skips the next restore",
    Event.RESTORE_SCHEDULE_UPDATED: "changed the restore schedule from “{before}” to “{after}”",
    Event.RESTORE_SETTINGS_UPDATED: "changed whether restores copy secrets",
    Event.RESTORE_PERMISSION_GRANTED: "allowed restores of the pair",
    Event.RESTORE_PERMISSION_REVOKED: "revoked the permission to restore the pair",
    Event.RESTORE_WEBHOOK_CONFIGURED: "set up the restore webhook",
    Event.RESTORE_WEBHOOK_DISABLED: "turned off the restore webhook",
    Event.RESTORE_WEBHOOK_TESTED: "tested the restore webhook",
    Event.RESTORE_WEBHOOK_REDELIVERED: "resent a restore webhook delivery",
    Event.CONTRIBUTOR_INVITED: "invited {invitee}",
    Event.INVITATION_RESENT: "sent the invitation of {invitee} again",
    Event.INVITATION_REVOKED: "revoked the invitation of {invitee}",
    Event.INVITATION_ACCEPTED: "accepted the invitation of {invitee}",
    Event.INVITATION_DECLINED: "declined the invitation of {invitee}",
    Event.ACCESS_CHANGED: "changed the access of {contributor}",
    Event.CONTRIBUTOR_REMOVED: "removed {contributor}",
    Event.CONTRIBUTOR_LEFT: "left the organization",
    Event.ACCESS_POLICY_CHANGED: "changed what admins may grant",
    Event.CUSTOM_ROLE_ADDED: "added the custom role {role}",
    Event.ACCESS_PRESET_CREATED: "created an access preset",
    Event.ACCESS_PRESET_UPDATED: "changed an access preset",
    Event.ACCESS_PRESET_DELETED: "deleted an access preset",
    Event.TEAM_CREATED: "created team {team}",
    Event.TEAM_UPDATED: "changed team {team}",
    Event.TEAM_TRANSFERRED: "transferred team {team} to {new_owner}",
    Event.TEAM_DELETED: "deleted team {team}",
    Event.TEAM_MEMBER_INVITED: "invited {invitee} to team {team}",
    Event.TEAM_MEMBER_CHANGED: "changed the role of {member} in team {team}",
    Event.TEAM_MEMBER_REMOVED: "removed {member} from team {team}",
    Event.TEAM_MEMBER_LEFT: "left team {team}",
    Event.PEOPLE_IMPORTED: "imported people",
    Event.NOTIFICATION_PREFERENCES_CHANGED: "changed which emails they get",
    Event.IMPERSONATION_TOKEN_ISSUED: "got a token of the user {user} by the Portal API",
    Event.CONSOLE_REQUEST_SENT: "sent {operation} in the console",
    Event.API_CLIENT_SECRET_SHOWN: "viewed the secret of API client {record}",
    Event.INTEGRATION_EVENT_SECRET_SHOWN: "viewed the hash key of integration event {record}",
    Event.MESSAGE_SENDER_SECRET_SHOWN: "viewed the shared key of message sender {record}",
    Event.OPENID_CONNECT_SECRET_SHOWN: "viewed the client secret of OpenID Connect {record}",
    Event.CONSOLE_WRITES_UNLOCKED: "unlocked writes in the console",
    Event.CONSOLE_WRITES_LOCKED: "locked writes in the console",
    Event.WRITE_GUARD_UPDATED: "changed what writes in the console require",
    Event.DELETE_APPROVAL_REQUESTED: "asked for approval of a delete",
    Event.DELETE_APPROVAL_APPROVED: "approved a delete",
    Event.DELETE_APPROVAL_DECLINED: "declined a delete",
    Event.CONSOLE_CONTEXT_CHOSEN: "chose to act as {account} in the console",
    Event.ROLE_REQUESTED: "asked for the role {role}",
    Event.PERIODIC_TASK_ENABLED: "turned on a scheduled task",
    Event.PERIODIC_TASK_DISABLED: "turned off a scheduled task",
}

# What follows "a code" in the sentences of codes, by the purpose in the details.
CODE_PURPOSES = {
    "delete": "to delete the organization",
    "transfer": "to transfer the organization",
    "portal-api": "to transfer or delete by the Portal API",
    "New password": "to set a new password",
    "Unlock": "to unlock the account",
    "Confirm it’s you": "to confirm identity",
    "New email": "to change the email",
}
CODE_EVENTS = (Event.CODE_SENT, Event.CODE_CONFIRMED, Event.CODE_REJECTED)

# What a sentence says when an entry lacks the detail.
PLACEHOLDERS = {
    "provider": "a provider",
    "new_owner": "someone else",
    "host": "a host",
    "before": "something else",
    "after": "something new",
    "operation": "a request",
    "record": "",
    "account": "someone",
    "invitee": "someone",
    "contributor": "someone",
    "member": "someone",
    "team": "a team",
    "role": "a role",
    "user": "someone",
}


def describe(event: str, details: Mapping[str, object]) -> str:
    """Return the sentence of an event; an event that this version does not know describes itself."""
    return sentence_of(event, details).format_map({**PLACEHOLDERS, **details})


def sentence_of(event: str, details: Mapping[str, object]) -> str:
    """Return the sentence of an event with its fields in braces; of a code it says what the code is for."""
    sentence = SENTENCES.get(event, event)
    purpose = CODE_PURPOSES.get(str(details.get("purpose", ""))) if event in CODE_EVENTS else None
    return f"{sentence} {purpose}" if purpose else sentence


def matching(word: str) -> list[Event]:
    """Return the events whose name or sentence contains `word`, whatever its case."""
    wanted = word.lower()
    return [event for event in Event if wanted in event or wanted in describe(event, {}).lower()]
