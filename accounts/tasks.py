"""What the worker does for people."""

from celery import shared_task

from accounts import my_data, outbox, tidying

# Seconds after which a message of the beat is worth nothing: the next one has been sent by then.
SWEEP_EXPIRES = 60


@shared_task(expires=SWEEP_EXPIRES)
def send_waiting_mail() -> int:
    """Sends the mails that wait."""
    return outbox.send_waiting()


@shared_task
def make_data_file(number: int) -> None:
    """Makes the file that somebody asked for."""
    my_data.make(number)


@shared_task(expires=SWEEP_EXPIRES)
def make_waiting_data_files() -> int:
    """Makes the files whose message got lost with a worker or the broker; returns how many."""
    waiting = my_data.waiting()
    for number in waiting:
        my_data.make(number)
    return len(waiting)


@shared_task
def tidy_up() -> dict[str, int]:
    """Makes files that a killed worker left, and removes what is past its time; returns how many of each."""
    return tidying.tidy_up()
