"""The entries of Celery's beat: what starts by the clock, as task names and intervals."""

from datetime import timedelta

from celery.schedules import crontab

# How soon work is resumed that a killed process or a broker out of reach left behind in the rows.
SWEEP_INTERVAL = timedelta(seconds=20)

BEAT_SCHEDULE = {
    "Start the restores of Sunday": {
        "task": "organizations.tasks.start_due_restores",
        "schedule": crontab(minute=0, hour=3, day_of_week="sun"),
    },
    # Picks up what a killed process left, a slot that a stopped beat missed, and a clock that was moved.
    "Go on with what waits": {"task": "organizations.tasks.sweep_restores", "schedule": SWEEP_INTERVAL},
    "Send mail that waits": {"task": "accounts.tasks.send_waiting_mail", "schedule": SWEEP_INTERVAL},
    "Make files of data that wait": {
        "task": "accounts.tasks.make_waiting_data_files",
        "schedule": SWEEP_INTERVAL,
    },
    "Purge what was deleted": {"task": "organizations.tasks.purge_deleted", "schedule": timedelta(hours=1)},
    "Tidy up behind people": {"task": "accounts.tasks.tidy_up", "schedule": timedelta(hours=1)},
}
