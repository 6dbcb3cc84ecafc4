"""用印 from the client's side: the final file is made, kept and named by its digest to the server, which alone holds the seal (P1, P3)."""

from xzt.client.commands import Outcome
from xzt.client.documents import document_of, issuance_of, pages, profile_of
from xzt.client.jobs import Job, Progress
from xzt.client.session import Client
from xzt.core.calendar import beijing_day
from xzt.core.errors import Refusal, Trouble
from xzt.office.dispatch.commands import Seal, Stamp
from xzt.office.dispatch.state import Dispatch

_CLEAR = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000"
    "000b4944415478da636000020000050001e9fadcd80000000049454e44ae426082"
)
"""A clear picture that only holds the place: the signature's stamp carries the real one."""


def seal(client: Client, record: str) -> Job[Outcome]:
    """Render the final file, keep it and ask for the seal on exactly it."""
    return client.jobs.run("seal", lambda progress: _seal(client, record, progress))


def _seal(client: Client, record: str, progress: Progress) -> Outcome:
    from msgspec import structs

    from xzt.docs.layout import SealPicture
    from xzt.docs.render.ofd import seal_place, write_ofd

    state = client.record("dispatch", record)
    if not isinstance(state, Dispatch):
        return Refusal("absent")
    progress.step(0, 3)
    document = document_of(state)
    issuance = structs.replace(issuance_of(state), sealed=True, printed_on=beijing_day(client.now()))
    unit = client.directory.unit(state.unit)
    if unit is None:
        return Refusal("unit_unknown", {"unit": state.unit})
    model = pages(document, issuance, profile_of(state), SealPicture(_CLEAR, float(unit.seal_diameter)))
    progress.step(1, 3)
    place = seal_place(model)
    if place is None:
        raise Trouble("seal_place_missing")
    digest = client.keep_blob(write_ofd(model, document, issuance, client.now())).result()
    progress.step(2, 3)
    outcome = client.submit("dispatch", record, Seal(digest, (Stamp(*place),))).result()
    progress.step(3, 3)
    return outcome
