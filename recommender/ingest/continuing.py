"""Decides whether an earlier store can be updated, or has to be made again."""

from pathlib import Path

from recommender.errors import StoreNotReadyError
from recommender.ingest.shipped_vectors import SHIPPED
from recommender.model.encoder import DocumentModel
from recommender.store.directory import store_exists
from recommender.store.schema import StoreInfo
from recommender.store.writer import WritableStore

TEXT_TEMPLATE = "overview"
"""The part of a movie that is embedded. The store records it, so that a change is noticed."""


def to_continue(path: Path, model: DocumentModel) -> tuple[WritableStore | None, str | None]:
    """The store in ``path`` if it can be updated with this model; otherwise the reason, if any."""
    if not store_exists(path):
        return None, None
    try:
        store = WritableStore.open(path)
    except StoreNotReadyError as error:
        return None, str(error)
    reason = _other_vectors(store.info, model)
    if reason or store.info.state != "ready":
        store.close()
        return None, reason
    return store, None


def other_precision(info: StoreInfo, computed_by: str) -> str | None:
    """Why vectors that were computed by something else cannot be mixed with those of a store, if so."""
    # A rebuild would use the same shipped vectors again.
    if info.computed_by in (SHIPPED, computed_by):
        return None
    return f"its vectors were computed by {info.computed_by}, not {computed_by}"


def _other_vectors(info: StoreInfo, model: DocumentModel) -> str | None:
    """Why the model's vectors cannot be mixed with those of a store; ``None`` if they can."""
    if info.model != model.name:
        return f"its vectors were made with {info.model}, not {model.name}"
    if (info.model_fingerprint, info.text_template) != (model.fingerprint, TEXT_TEMPLATE):
        return f"its vectors were made with other files of {model.name}, or from another part of a movie"
    return None if model.precision == "auto" else other_precision(info, model.computed_by)
