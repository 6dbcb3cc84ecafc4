"""用印 from the client's side: the final file is made, kept and named by its digest to the server, which alone holds the seal (P1, P3)."""

from xzt.client.commands import Outcome
from xzt.client.documents import document_of, issuance_of, pages, profile_of
from xzt.client.finalcheck import check_final, place_holders
from xzt.client.jobs import Job, Progress
from xzt.client.session import Client
from xzt.core.calendar import beijing_day
from xzt.core.errors import Refusal, Trouble
from xzt.office.act import Stamp
from xzt.office.dispatch.commands import Seal
from xzt.office.dispatch.sealing import organs
from xzt.office.dispatch.state import Dispatch
from xzt.office.people import Directory, Unit


def seal(client: Client, record: str) -> Job[Outcome]:
    """Render the final file, keep it and ask for the seal on exactly it."""
    return client.jobs.run("seal", lambda progress: _seal(client, record, progress))


def _seal(client: Client, record: str, progress: Progress) -> Outcome:
    from msgspec import structs

    from xzt.docs.render.ofd import seal_places, write_ofd

    state = client.record("dispatch", record)
    if not isinstance(state, Dispatch):
        return Refusal("absent")
    if state.seal_asked:  # what another unit leads: this machine looks at it before its keeper's act goes out
        refusal = check_final(client, state).refusal()
        return refusal or client.submit("dispatch", record, Seal(state.seal_asked.file, (state.seal_asked.stamp,))).result()
    progress.step(0, 3)
    document = document_of(state)
    issuance = structs.replace(issuance_of(state), sealed=True, printed_on=beijing_day(client.now()))
    units = in_order(state, document.signers, client.directory)
    if not units:
        return Refusal("seals_differ")
    model = pages(document, issuance, profile_of(state), place_holders(units))
    progress.step(1, 3)
    places = seal_places(model)
    if len(places) != len(units):
        raise Trouble("seal_place_missing")
    digest = client.keep_blob(write_ofd(model, document, issuance, client.now())).result()
    progress.step(2, 3)
    names = tuple(unit.id for unit in units) if len(units) > 1 else ()
    outcome = client.submit("dispatch", record, Seal(digest, tuple(Stamp(*place) for place in places), names)).result()
    progress.step(3, 3)
    return outcome


def in_order(state: Dispatch, signers: tuple[str, ...], directory: Directory) -> tuple[Unit, ...]:
    """Give the organs that seal in the order in which the document names them; empty where it names others than issue it.

    A single organ seals whatever it calls itself; of several, names that are not the directory's are taken by their order.
    """
    units = [unit for name in organs(state) if (unit := directory.unit(name))]
    if len(units) != len(organs(state)):
        return ()
    named = [unit for name in signers for unit in units if unit.name == name.replace("\u3000", "").strip()]
    if len(units) == 1 or sorted(unit.id for unit in named) == sorted(unit.id for unit in units):
        return tuple(named if len(named) == len(units) else units)
    return tuple(units) if len(signers) == len(units) else ()
