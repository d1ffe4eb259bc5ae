"""Arrow types from record types: the schema of a table is known before its first row."""

from __future__ import annotations

import json
from enum import Enum
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import pyarrow as pa

from pet_ground.records import SCHEMA_VERSION, Record

R = TypeVar("R", bound=Record)

METADATA_RECORD = "pet_ground.record"
METADATA_SCHEMA_VERSION = "pet_ground.schema_version"

SCALARS: dict[type, pa.DataType] = {
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    str: pa.string(),
}


def arrow_schema(kind: type[Record]) -> pa.Schema:
    """The schema of a table of records, with the record's name and the schema version as metadata.

    Raises:
        TypeError: a field's type has no counterpart.
    """
    metadata = {METADATA_RECORD: kind.__name__, METADATA_SCHEMA_VERSION: str(SCHEMA_VERSION)}
    return pa.schema(_fields(kind), metadata=metadata)


def arrow_type(annotation: Any) -> pa.DataType:
    """The Arrow type of a field: records are structs, tuples lists, mappings maps, closed lists strings.

    A field that holds one value or several (``float | tuple[float, ...]``) is a list, of one value where it holds one.

    Raises:
        TypeError: the type has no counterpart.
    """
    inner = _bare(annotation)
    if isinstance(inner, type) and not get_args(inner):
        return _class_type(inner)
    origin, arguments = get_origin(inner), get_args(inner)
    if origin is Literal:
        return arrow_type(type(arguments[0]))
    if origin in (tuple, list):
        return pa.list_(arrow_type(arguments[0]))
    if origin is dict:
        return pa.map_(arrow_type(arguments[0]), arrow_type(arguments[1]))
    if _one_or_several(inner):
        return next(arrow_type(member) for member in arguments if get_origin(_bare(member)) is tuple)
    raise TypeError(f"{annotation} has no Arrow type")


def row_of(record: Record, line: str | None = None) -> dict[str, Any]:
    """A record as the row that fits its schema; ``line`` is its JSON, where that is known."""
    content: dict[str, Any] = json.loads(record.model_dump_json() if line is None else line)
    _fit(content, type(record))
    return content


def record_from_row(row: dict[str, Any], kind: type[R]) -> R:
    """A record from a row of its table, the inverse of ``row_of``.

    Raises:
        pydantic.ValidationError: the row is not a record of this type.
    """
    return kind.model_validate(_undone(row, kind))


def _fit(content: dict[str, Any], kind: type[Record]) -> None:
    """Turn the one value of fields that hold one or several into a list."""
    several, nested = _special_fields(kind)
    for name in several:
        if content[name] is not None and not isinstance(content[name], list):
            content[name] = [content[name]]
    for name, inner in nested:
        if content[name] is not None:
            _fit(content[name], inner)


def _undone(row: dict[str, Any], kind: type[Record]) -> dict[str, Any]:
    """The inverse of ``_fit``, of a copy."""
    several, nested = _special_fields(kind)
    out = dict(row)
    for name in several:
        if isinstance(out.get(name), list) and len(out[name]) == 1:
            out[name] = out[name][0]
    for name, inner in nested:
        if isinstance(out.get(name), dict):
            out[name] = _undone(out[name], inner)
    return out


@cache
def _special_fields(kind: type[Record]) -> tuple[tuple[str, ...], tuple[tuple[str, type[Record]], ...]]:
    """The fields of a record that hold one value or several, and those that hold a record which has such fields."""
    several, nested = [], []
    for name, field in kind.model_fields.items():
        inner = _bare(field.annotation)
        if _one_or_several(inner):
            several.append(name)
        elif (
            isinstance(inner, type)
            and not get_args(inner)
            and issubclass(inner, Record)
            and any(_special_fields(inner))
        ):
            nested.append((name, inner))
    return tuple(several), tuple(nested)


def _fields(kind: type[Record]) -> list[pa.Field]:
    return [pa.field(name, arrow_type(field.annotation)) for name, field in kind.model_fields.items()]


def _class_type(kind: type) -> pa.DataType:
    if issubclass(kind, Record):
        return pa.struct(_fields(kind))
    if issubclass(kind, Enum) and issubclass(kind, str):
        return pa.string()
    if kind in SCALARS:
        return SCALARS[kind]
    raise TypeError(f"{kind.__name__} has no Arrow type")


def _bare(annotation: Any) -> Any:
    """A type without its constraints and without ``| None``: every column may hold nulls."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        members = [member for member in get_args(annotation) if member is not NoneType]
        return _bare(members[0]) if len(members) == 1 else reduce(or_, members)
    return annotation


def _one_or_several(annotation: Any) -> bool:
    """Whether a type is ``X | tuple[X, ...]``."""
    if get_origin(annotation) not in (Union, UnionType):
        return False
    members = [_bare(member) for member in get_args(annotation)]
    return any(get_origin(member) is tuple and _bare(get_args(member)[0]) in members for member in members)
