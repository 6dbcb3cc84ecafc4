"""A draft under this person's pen: every edit is kept, encrypted, in one transaction, and sent when there is a line (DOC-20).

A session belongs to one window and is used from one thread. What others wrote lies in the store until ``refresh`` takes it in, so that the
window says when the text under the caret changes.
"""

import secrets
import threading
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from typing import TypeVar

import msgspec
from msgspec import Struct, structs

from xzt.client import commands
from xzt.client.commands import Subject
from xzt.core.digest import sm3
from xzt.core.encoding import encode
from xzt.core.errors import Refusal, Trouble
from xzt.docs.drafting.draft import Change, Draft, Splice, Update, begin
from xzt.docs.drafting.lines import FRESH, Edit, Manuscript, document_of, manuscript_of
from xzt.docs.model import OfficialDocument
from xzt.office.act import Act
from xzt.office.dispatch.commands import SaveDraft
from xzt.office.dispatch.guards import writes
from xzt.office.dispatch.state import Dispatch, Drafting, Step
from xzt.office.policy import refuse_document
from xzt.signing.keys import KeyHolder
from xzt.store import drafts, kept, outbox, records
from xzt.store.database import Connection
from xzt.store.drafts import Stored

T = TypeVar("T")

_FIRST_OWN, _NUMBERS = 2, 1 << 53


class Desk(Struct, frozen=True):
    """What a session needs of the client: its store, who works at it, the time, and a way to say that there is something to send."""

    read: Callable[[Callable[[Connection], object]], object]
    write: Callable[[Callable[[Connection], None]], Future[None]]
    person: str
    now: Callable[[], datetime]
    wake: Callable[[], None]


class Presence(Struct, frozen=True):
    """Who else has written, and when last."""

    person: str
    at: datetime


class Authorship(Struct, frozen=True):
    """Who made an edit and when, as the record of updates says; what a file said of it stands apart (W14)."""

    person: str
    at: datetime
    told: str = ""


class DraftSession:
    """One draft under the pen. Make it with ``Client.draft``."""

    def __init__(self, desk: Desk, record: str, drafting: Drafting, held: list[Stored]) -> None:
        self.record, self.drafting = record, drafting
        self._desk = desk
        self._lock = threading.Lock()
        self._waiting: list[Stored] = []
        self._seen = self._numbered = 0
        self._newest = FRESH
        self._others: dict[str, datetime] = {}
        self._made: dict[tuple[int, int], Authorship] = {}
        self._note(held)
        self._writer, self._written = new_writer(), False
        self._draft = Draft(self._writer, [one.data for one in held])

    def manuscript(self) -> Manuscript:
        """Read the draft as lines."""
        return self._draft.manuscript()

    def document(self) -> OfficialDocument:
        """Read the draft as a document."""
        return self._draft.document()

    def edit(self, manuscript: Manuscript) -> Future[None] | Refusal | None:
        """Make the draft say this; gives when it is on the disk, None where nothing changed. Text with a secrecy mark is not kept (G3)."""
        if refusal := _refused(manuscript):
            return refusal
        update = self._draft.edit(manuscript)
        return self._keep(update) if update else None

    @property
    def tracking(self) -> bool:
        """Whether edits are tracked, by everybody who writes the draft (DOC-06)."""
        return self._draft.tracking

    def track(self, *, on: bool) -> None:
        """Say whether edits are tracked."""
        if update := self._draft.track(on=on):
            self._keep(update)

    @property
    def ignored(self) -> frozenset[str]:
        """What the checks are not to say again, for everybody who writes the draft (DOC-05)."""
        return self._draft.ignored

    def ignore(self, key: str, *, on: bool) -> None:
        """Say whether the checks are to be silent about something."""
        if update := self._draft.ignore(key, on=on):
            self._keep(update)

    @property
    def newest(self) -> Edit:
        """The edit that was made last in this session."""
        return self._newest

    def authorship(self, edit: Edit) -> Authorship:
        """Tell who made an edit and when: the server's word, until it has spoken that of the signed-in account and its clock (W14)."""
        made = self._made.get((edit.writer, edit.start)) or Authorship("" if edit.writer else self._desk.person, self._desk.now())
        return structs.replace(made, told=edit.told)

    def own(self, edit: Edit) -> bool:
        """Say whether an edit is this person's own work."""
        return not edit.told and self.authorship(edit).person == self._desk.person

    def undo(self) -> tuple[Splice, ...] | None:
        """Take back the last edit made in this session; tells where the text changed, None where there is nothing to take back."""
        return self._turned(self._draft.undo())

    def redo(self) -> tuple[Splice, ...] | None:
        """Do again what was taken back last."""
        return self._turned(self._draft.redo())

    def refresh(self) -> tuple[Splice, ...]:
        """Take in what has come from others; tells where the text changed."""
        if self._written and not self._look(lambda db: [one for one in drafts.updates(db, self.record) if one.writer == self._writer]):
            raise Trouble("draft_closed")
        come = self._look(lambda db: drafts.updates(db, self.record, self._seen))
        self._stamp()
        splices = self._draft.apply([one.data for one in come])
        self._note(come)
        return splices

    def others(self) -> tuple[Presence, ...]:
        """Tell who else has written in this drafting, the newest first."""
        return tuple(Presence(person, at) for person, at in sorted(self._others.items(), key=lambda one: one[1], reverse=True))

    def _turned(self, change: Change | None) -> tuple[Splice, ...] | None:
        if change is None:
            return None
        self._keep(change.update)
        return change.splices

    def _keep(self, update: Update) -> Future[None]:
        """Keep an update, with those whose keeping has failed before; a repeated one counts once."""
        stored = stored_of(update, self._desk.person, self._desk.now())
        self._newest = Edit(update.writer, update.start)
        self._made[update.writer, update.start] = Authorship(stored.author, stored.at)
        with self._lock:
            self._waiting.append(stored)
            batch = list(self._waiting)
        future = self._desk.write(lambda db: drafts.add(db, self.record, batch))
        future.add_done_callback(lambda done: self._on_kept(done, len(batch)))
        return future

    def _on_kept(self, done: Future[None], count: int) -> None:
        if done.cancelled() or done.exception():
            return
        with self._lock:
            self._written = True
            kept_now = {(one.writer, one.start) for one in self._waiting[:count]}
            self._waiting = [one for one in self._waiting if (one.writer, one.start) not in kept_now]
        self._desk.wake()

    def _stamp(self) -> None:
        """Take over the server's word on own edits that it has numbered since."""
        for one in self._look(lambda db: drafts.stamps(db, self.record, self._numbered)):
            self._numbered = one.n
            self._made[one.writer, one.start] = Authorship(one.author, one.at)

    def _look(self, work: Callable[[Connection], list[Stored]]) -> list[Stored]:
        found = self._desk.read(work)
        return found if isinstance(found, list) else []

    def _note(self, come: list[Stored]) -> None:
        for one in come:
            self._seen = max(self._seen, one.k)
            self._numbered = max(self._numbered, one.n)
            self._made[one.writer, one.start] = Authorship(one.author, one.at)
            if one.author != self._desk.person:
                self._others[one.author] = max(one.at, self._others.get(one.author, one.at))


def _refused(manuscript: Manuscript) -> Refusal | None:
    """Refuse text with a secrecy mark, in the final text and in what is struck."""
    refusal = refuse_document(encode(document_of(manuscript)))
    return refusal or (refuse_document(encode(manuscript)) if manuscript.tracked else None)


def new_writer() -> int:
    """Draw a number that no writer has had."""
    return _FIRST_OWN + secrets.randbelow(_NUMBERS - _FIRST_OWN)


def stored_of(update: Update, author: str, at: datetime) -> Stored:
    """Give an update the form in which it is kept."""
    return Stored(0, 0, update.writer, update.start, update.end, update.data, author, at)


def open_session(db: Connection, desk: Desk, record: str) -> DraftSession:
    """Open a draft, and begin it where nobody has. Runs on the writer thread; the session is for the thread that asked."""
    drafting = _prepare(db, record, desk.person, desk.now())
    return DraftSession(desk, record, drafting, drafts.updates(db, record))


def _prepare(db: Connection, record: str, person: str, now: datetime) -> Drafting:
    """Make a draft ready to be opened: follow its drafting, and begin it where nobody has.

    Everybody begins from the text with which the drafting began. From another text only who knows that nobody has begun may begin.
    """
    state = records.read_view(db, "dispatch", record)
    if not isinstance(state, Dispatch) or state.drafting is None or not writes(state, person):
        raise Trouble("draft_closed")
    drafts.follow(db, record, state.drafting.id)
    if not drafts.updates(db, record):
        cursor = drafts.cursor(db, record)
        alone = not records.base_version(db, "dispatch", record) or (cursor is not None and cursor.shared and not cursor.behind)
        if sm3(bytes(state.document)) != state.drafting.text and not alone:
            raise Trouble("draft_incomplete", retry=True)
        document = msgspec.json.decode(state.document, type=OfficialDocument)
        drafts.add(db, record, [stored_of(begin(document), person, now)])
    if (older := kept.get(db, record, OfficialDocument)) is not None:
        draft = Draft(new_writer(), [one.data for one in drafts.updates(db, record)])
        keys = tuple(part.key for part in draft.manuscript().parts[1:])
        if update := draft.edit(manuscript_of(older, keys)):
            drafts.add(db, record, [stored_of(update, person, now)])
        kept.forget(db, record)
    return state.drafting


def rescue(db: Connection, act: Callable[[], Act], key: KeyHolder) -> list[tuple[str, str]]:
    """Put text that came too late for its drafting under needs attention, as a save that was refused; gives (command, code) of each.

    Text that stands in the record all the same is forgotten.
    """
    found = []
    for record, updates in drafts.late(db).items():
        document = msgspec.Raw(encode(Draft(_FIRST_OWN, updates).document()))
        state = records.read_view(db, "dispatch", record)
        if not isinstance(state, Dispatch) or bytes(state.document) != bytes(document):
            given = act()
            passed = isinstance(state, Dispatch) and state.step is not Step.DRAFT
            code, params = ("step_passed", {"step": str(state.step)}) if passed and isinstance(state, Dispatch) else ("text_changed", {})
            commands.enqueue(db, Subject("dispatch", record), SaveDraft(document), given, key)
            outbox.mark(db, given.command, "refused", code=code, params=params)
            found.append((given.command, code))
        drafts.forget_late(db, record)
    return found
