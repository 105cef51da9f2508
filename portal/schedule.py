"""The schedule of periodic tasks for Celery beat. Times are UTC."""

from datetime import timedelta

from celery.schedules import crontab

# How soon work is resumed whose message a killed process or an unreachable broker lost.
RECOVERY_INTERVAL = timedelta(seconds=20)

BEAT_SCHEDULE = {
    "start-scheduled-restores": {
        "task": "organizations.restores.tasks.start_scheduled_restores",
        "schedule": crontab(minute=0, hour=3, day_of_week="sun"),
    },
    # Also starts slots that were missed while beat was stopped or the clock was moved.
    "recover-restores": {
        "task": "organizations.restores.tasks.recover_restores",
        "schedule": RECOVERY_INTERVAL,
    },
    "send-mail": {"task": "accounts.tasks.send_pending_mail", "schedule": RECOVERY_INTERVAL},
    "send-notices": {"task": "accounts.tasks.send_notices", "schedule": RECOVERY_INTERVAL},
    "build-data-exports": {
        "task": "accounts.tasks.build_pending_data_exports",
        "schedule": RECOVERY_INTERVAL,
    },
    "resume-production-requests": {
        "task": "organizations.tasks.resume_production_requests",
        "schedule": RECOVERY_INTERVAL,
    },
    "revoke-pending-tokens": {
        "task": "contributors.tasks.revoke_pending_tokens",
        "schedule": RECOVERY_INTERVAL,
    },
    # Each connection has its own time every few hours; this only asks whose has come.
    "test-connections": {
        "task": "organizations.tasks.test_due_connections",
        "schedule": timedelta(minutes=1),
    },
    "remind-of-expiring-tokens": {
        "task": "accounts.tasks.remind_of_expiring_tokens",
        "schedule": timedelta(hours=1),
    },
    "remind-of-invitations": {
        "task": "contributors.tasks.remind_of_invitations",
        "schedule": timedelta(hours=1),
    },
    "purge-deleted": {"task": "organizations.tasks.purge_deleted", "schedule": timedelta(hours=1)},
    "purge-old-restores": {
        "task": "organizations.restores.tasks.purge_old_restores",
        "schedule": timedelta(hours=1),
    },
    "purge-closed-tabs": {"task": "console.tasks.purge_closed_tabs", "schedule": timedelta(hours=1)},
    "purge-console": {"task": "console.tasks.purge_old", "schedule": timedelta(hours=1)},
    "clean-up": {"task": "accounts.tasks.clean_up", "schedule": timedelta(hours=1)},
}
