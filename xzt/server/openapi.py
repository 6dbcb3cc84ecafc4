"""The OpenAPI 3.1 description, made from the route table and the types of the messages, so that it cannot differ from what runs."""

import re

import msgspec

from xzt.server.web import Route
from xzt.sync.protocol.messages import PROTOCOL, PROTOCOL_HEADER, Problem

_REFERENCE = "#/components/schemas/{name}"
_TEXTS = ("kind", "id")
"""Those in a query that are no numbers."""
_FILE = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def describe(routes: tuple[Route, ...]) -> dict[str, object]:
    """Describe every route."""
    types = list(dict.fromkeys([Problem, *(kind for route in routes for kind in (route.takes, route.gives) if kind is not None)]))
    schemas, components = msgspec.json.schema_components(types, ref_template=_REFERENCE)
    schema_of = dict(zip(types, schemas, strict=True))
    paths: dict[str, dict[str, object]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schema_of)
    return {
        "openapi": "3.1.0",
        "info": {"title": "xzt", "version": PROTOCOL},
        "paths": paths,
        "components": {"schemas": components, "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(route: Route, schema_of: dict[object, dict[str, object]]) -> dict[str, object]:
    parameters = [_parameter(name, "path") for name in re.findall(r"\{(\w+)\}", route.path)]
    parameters += [_parameter(name, "query") for name in route.query]
    if not route.free:
        parameters.append(_parameter(PROTOCOL_HEADER, "header"))
    answer: object = _FILE if route.streams == "out" else _json(schema_of.get(route.gives, {"type": "object"}))
    operation: dict[str, object] = {
        "summary": route.summary,
        "parameters": parameters,
        "security": [{"session": []}] if route.session and not route.free else [],
        "responses": {
            "200": {"description": "done", "content": answer},
            "default": {"description": "not done", "content": _json(schema_of[Problem])},
        },
    }
    if route.streams == "in" or route.takes is not None:
        content: object = _FILE if route.streams == "in" else _json(schema_of[route.takes])
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _parameter(name: str, place: str) -> dict[str, object]:
    kind = "integer" if place == "query" and name not in _TEXTS else "string"
    return {"name": name, "in": place, "required": place != "query", "schema": {"type": kind}}


def _json(schema: object) -> dict[str, object]:
    return {"application/json": {"schema": schema}}
