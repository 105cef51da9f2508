"""What the worker does for people."""

from celery import shared_task

from accounts import my_data, outbox, tidying


@shared_task
def send_waiting_mail() -> int:
    """Sends the mails that wait."""
    return outbox.send_waiting()


@shared_task
def make_data_file(number: int) -> None:
    """Makes the file that somebody asked for."""
    my_data.make(number)


@shared_task
def tidy_up() -> dict[str, int]:
    """Makes files that a killed worker left, and removes what is past its time; returns how many of each."""
    return tidying.tidy_up()
