"""Whether the events of a log entry tell what its signed command said: the words, the text, the people.

What follows from a command by itself (who gets it next) is the rules' business; here nobody's words may be changed on the way.
"""

from msgspec import Struct

from xzt.core.encoding import encode
from xzt.office.act import SealedFile
from xzt.office.dispatch import commands as c
from xzt.office.dispatch import events as e
from xzt.office.flow import events as flow


def differs(command: Struct, event: Struct) -> bool:
    """Say whether an event tells otherwise than its command in something that both name."""
    if isinstance(event, e.Flowed):
        return _flow_differs(command, event.event)
    shared = set(command.__struct_fields__) & set(event.__struct_fields__)
    for name in shared:
        asked, told = getattr(command, name), getattr(event, name)
        if isinstance(told, SealedFile):
            told = told.plain
        if encode(asked) != encode(told):
            return True
    return False


def _flow_differs(command: Struct, event: flow.Event) -> bool:
    if isinstance(event, flow.Opined) and event.merged:
        return False
    if isinstance(command, c.Steer):
        return differs(command.command, event)
    if isinstance(command, c.Submit) and isinstance(event, flow.Brought):
        return _other_people(command, event)
    said = _said(command)
    return any(name in event.__struct_fields__ and getattr(event, name) != value for name, value in said.items())


def _said(command: Struct) -> dict[str, object]:
    """Put what a person said into the engine's words."""
    match command:
        case c.Review(words, text) | c.SignOff(words, text):
            return {"words": words, "text": text, "agree": True}
        case c.Countersign(words, text, agree):
            return {"words": words, "text": text, "agree": agree}
        case c.Return(_, reason, text):
            return {"words": reason, "text": text, "agree": False}
        case c.Withdraw(reason):
            return {"words": reason}
    return {}


def _other_people(command: c.Submit, event: flow.Brought) -> bool:
    route = command.route
    named = {"review": (route.reviewer,), "countersign": route.countersigners, "sign_off": (route.signer,)}
    return any(event.chosen.get(step, people) != people for step, people in named.items())
