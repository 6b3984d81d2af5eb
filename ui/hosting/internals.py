"""What is asked of Streamlit's inside, in one place: each of these may be gone in its next version,
and then does nothing. `tests/test_internals_memory.py` says what is relied upon."""

from __future__ import annotations

from collections.abc import Iterator

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx


def waiting_sessions() -> list[str]:
    """Ids of sessions whose page is gone, kept for it to come back."""
    storage = getattr(getattr(_runtime(), "_session_mgr", None), "_session_storage", None)
    return [info.session.id for info in storage.list()] if storage is not None else []


def close_session(session_id: str) -> None:
    """End a session for good; to be called on the server's event loop."""
    if (server := _runtime()) is not None:
        server.close_session(session_id)


def own_session() -> str | None:
    """Id of the session whose page runs, None outside of one."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.session_id if context else None


def uploads() -> Iterator[tuple[str, str, int]]:
    """Session, id and bytes of every uploaded file, the oldest session first."""
    manager = getattr(_runtime(), "uploaded_file_mgr", None)
    for session, files in list(getattr(manager, "file_storage", {}).items()):
        yield from ((session, name, len(file.data)) for name, file in list(files.items()))


def remove_upload(session_id: str, file_id: str) -> None:
    """Forget an uploaded file."""
    if (manager := getattr(_runtime(), "uploaded_file_mgr", None)) is not None:
        manager.remove_file(session_id, file_id)


def _runtime() -> runtime.Runtime | None:
    return runtime.get_instance() if runtime.exists() else None
