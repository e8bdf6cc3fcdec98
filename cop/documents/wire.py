"""A document, or the reason why there is none, as JSON between two processes."""

import json
from dataclasses import asdict
from typing import Any

from cop.documents.contract import Block, BlockKind, Document, Finding, FindingKind, Place
from cop.documents.refusals import Refusal, RefusedError


def dump(document: Document) -> bytes:
    """Return the document as JSON."""
    return _json({"document": asdict(document)})


def dump_refusal(refused: RefusedError) -> bytes:
    """Return the refusal as JSON."""
    return _json({"refusal": refused.refusal, "because": refused.because[:500]})


def load(data: bytes) -> Document:
    """Return the document; raise the RefusedError that was sent, also for what is no answer at all."""
    try:
        answer = json.loads(data)
        if "refusal" in answer:
            raise RefusedError(Refusal(answer["refusal"]), str(answer["because"]))
        return _document(answer["document"])
    except (ValueError, KeyError, TypeError) as error:
        raise RefusedError(Refusal.DAMAGED, repr(error)) from error


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _document(raw: dict[str, Any]) -> Document:
    blocks = tuple(
        Block(
            **each
            | {
                "kind": BlockKind(each["kind"]),
                "place": Place(**each["place"]),
                "cells": tuple(each["cells"]),
            }
        )
        for each in raw["blocks"]
    )
    findings = tuple(
        Finding(
            **each
            | {
                "kind": FindingKind(each["kind"]),
                "place": Place(**each["place"]) if each["place"] else None,
                "languages": tuple(each["languages"]),
            }
        )
        for each in raw["findings"]
    )
    return Document(**raw | {"blocks": blocks, "findings": findings})
