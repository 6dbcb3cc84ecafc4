"""The book of document numbers as the server has it (N3): what is set aside, void, given back or held, and why; also as a table.

Only the server knows it, so it is asked for each time and needs a line. Blocks: call in a job.
"""

from xzt.client.session import Client
from xzt.core.errors import Refusal
from xzt.office.numberbook import MarkNumber, NumberBook
from xzt.sync.engine.wire import fetch_numbers


def number_book(client: Client) -> NumberBook:
    """Fetch the book."""
    return fetch_numbers(client.profile.server, client.token()).book


def mark_number(client: Client, asked: MarkNumber) -> NumberBook | Refusal:
    """Set a number aside, void it or let it go; gives the book as it is then."""
    answer = fetch_numbers(client.profile.server, client.token(), asked)
    return Refusal(answer.refused, answer.params) if answer.refused else answer.book
