"""The database: the base of all models, the column types, and the one owner of transactions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from flask import Flask, Response, after_this_request, current_app, g, has_request_context, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, Dialect, Engine, Enum, Integer, MetaData, event, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, mapped_column, registry
from sqlalchemy.types import DateTime, TypeDecorator

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_MILLISECONDS = 30_000

Id = Annotated[int, mapped_column(Integer, primary_key=True)]


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: refuses a naive datetime going in, hands out aware UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: use clock.now()")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def _stored(words: type[StrEnum]) -> list[str]:
    return [word.value for word in words]


class Base(DeclarativeBase):
    registry = registry(
        metadata=MetaData(naming_convention=NAMES),
        type_annotation_map={
            datetime: UtcDateTime,
            dict[str, Any]: JSON,
            list[float]: JSON,
            list[str]: JSON,
            list[list[int]]: JSON,
            StrEnum: Enum(StrEnum, values_callable=_stored, native_enum=False, length=32),
        },
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base  # what a type checker sees; at run time the extension adds its own
else:
    Model = db.Model


def spoken_of(table: type[Base], ids: Iterable[int]) -> set[int]:
    """Which of these rows of the table some other row names, in whatever room: those cannot be deleted."""
    wanted = set(ids)
    keys = (
        key.parent
        for other in Base.metadata.tables.values()
        for key in other.foreign_keys
        if key.column is table.__table__.c.id
    )
    return {id_ for column in keys for id_ in db.session.scalars(select(column).where(column.in_(wanted)).distinct())}


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or nothing of it. For commands and tasks; requests have their own."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def roll_back() -> None:
    """Give up what the session has begun, also when the connection below it is gone."""
    with suppress(SQLAlchemyError):
        db.session.rollback()


def beside(write: Callable[[], object]) -> None:
    """Run `write` in a transaction of its own once the request's has ended, whichever way it ended.

    For what must be kept although the request is refused: a throttled sign-in, a late answer.
    """
    g.setdefault("beside", []).append(write)


@contextmanager
def reading() -> Iterator[None]:
    """What the worker reads at length: nothing can be written inside it, and it never holds up a save.

    Nothing loaded in it may be looked at behind its end; take plain values out.
    """
    g.reads = True
    try:
        yield
    finally:
        roll_back()
        g.pop("reads", None)


@contextmanager
def alone(driver: Any) -> Iterator[None]:
    """Inside it each statement of the driver's connection is a transaction of its own."""
    if hasattr(driver, "read_only"):
        driver.autocommit = True
        try:
            yield
        finally:
            if not driver.closed:
                driver.autocommit = False
    else:
        # Without BEGIN SQLite commits each statement; the last reader may have left this on.
        driver.execute("PRAGMA query_only = 0").close()
        yield


def is_one_file() -> bool:
    """Is the database an SQLite file, and not a server? For backups, which are made in another way."""
    return db.engine.dialect.name == "sqlite"


def stored_bytes() -> int:
    """How much the database takes, by its own account."""
    size = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }[db.engine.dialect.name]
    return int(db.session.execute(text(size)).scalar_one())


def reads_only() -> bool:
    """True in a request that must not write, or inside `reading`: read-only in the database itself."""
    if g and g.get("reads"):
        return True
    return has_request_context() and request.method in SAFE_METHODS and not g.get("writes_beside")


def _begin_request() -> None:
    """The end of the transaction comes before all other hooks: what it turns the answer into passes them all."""
    after_this_request(_end_request)


def _end_request(response: Response) -> Response:
    for step in (_commit_or_roll_back, _keep_aside):
        try:
            step(response)
        except Exception as error:
            # A constraint can break at the very COMMIT: the answer is the same as in the midst of a view.
            roll_back()
            response = current_app.make_response(current_app.handle_user_exception(error))
    return response


def _commit_or_roll_back(response: Response) -> None:
    if not db.session.registry.has():
        return  # the save opens no session, and need not end one
    if response.status_code >= 400:
        roll_back()
        return
    if request.method in SAFE_METHODS:
        # What only read ends in COMMIT as well: at each ROLLBACK psycopg has PostgreSQL forget all prepared
        # statements, and planning a page's anew costs four times as much as running them.
        db.session.expunge_all()
    db.session.commit()


def _keep_aside(_response: Response) -> None:
    if writes := g.pop("beside", None):
        _write_beside(writes)


def _write_beside(writes: list[Callable[[], object]]) -> None:
    g.writes_beside = True
    try:
        with transaction():
            for write in writes:
                write()
    finally:
        g.pop("writes_beside")


def _tame_sqlite(engine: Engine) -> None:
    """Make SQLite durable and strict, and let it lock for writing when a writing request begins.

    Read-then-write with SQLite's own lazy locks loses updates; IMMEDIATE loses none. A page that
    only reads begins DEFERRED, so that it never holds up a save.
    """

    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "foreign_keys = ON",
            "journal_mode = WAL",
            "synchronous = FULL",
            f"busy_timeout = {BUSY_MILLISECONDS}",
        ):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        reading = reads_only()
        connection.exec_driver_sql(f"PRAGMA query_only = {int(reading)}")
        connection.exec_driver_sql("BEGIN DEFERRED" if reading else "BEGIN IMMEDIATE")


def _tame_postgresql(engine: Engine) -> None:
    """Begin READ ONLY where a request must not write: costs no round trip of its own."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver: Any = connection.connection.dbapi_connection
        reading = reads_only()
        if driver.read_only is not reading:
            driver.read_only = reading


def init_app(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _tame_sqlite(db.engine)
        else:
            _tame_postgresql(db.engine)
    app.before_request(_begin_request)
