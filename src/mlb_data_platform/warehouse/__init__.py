"""The database: where it is, what it looks like, how rows get in, how they are read.

In: Arrow batches from the kernel. Out: normalized tables, loaded by defensive upserts in one
transaction per batch. It runs its own PostgreSQL when nobody names one. It knows tables, never an
endpoint. Read `load.py` first, then `migrate.py`; `embedded.py` is the server in the user's data
folder.
"""

from mlb_data_platform.warehouse.arrow import read_arrow
from mlb_data_platform.warehouse.backup import Backup, back_up, inspect_backup, restore
from mlb_data_platform.warehouse.choice import DatabaseChoice, data_folder
from mlb_data_platform.warehouse.connect import (
    Connection,
    Database,
    DeniedError,
    DriverError,
    OutOfRangeError,
    connect,
)
from mlb_data_platform.warehouse.drift import Sighting, forget_known_fields
from mlb_data_platform.warehouse.embedded import EmbeddedServer
from mlb_data_platform.warehouse.errors import (
    BackupError,
    BackupFileError,
    DatabaseNotEmptyError,
    DatabaseRefusedError,
    DatabaseUnreachableError,
    MigrationPendingError,
    PermissionMissingError,
    QueryError,
)
from mlb_data_platform.warehouse.gauges import GaugeReader, tell_load
from mlb_data_platform.warehouse.load import LoadReport, TableCounts, load
from mlb_data_platform.warehouse.mentioned import (
    games_in_listings,
    ids_never_asked,
    seasons_never_asked,
)
from mlb_data_platform.warehouse.migrate import MigrationReport, migrate, pending_parts
from mlb_data_platform.warehouse.partitions import make_partitions, partitions_ahead
from mlb_data_platform.warehouse.progress import (
    INCOMPLETE,
    Completeness,
    GameProgress,
    read_completeness,
)
from mlb_data_platform.warehouse.question import Condition, Question, render_question
from mlb_data_platform.warehouse.raw_versions import (
    count_set_aside,
    raw_table_names,
    read_answer,
    read_versions,
)
from mlb_data_platform.warehouse.read import (
    QueryResult,
    games_in_states,
    named_query,
    read_named,
    read_query,
)
from mlb_data_platform.warehouse.runs import Run, can_record, start_run
from mlb_data_platform.warehouse.selected import filter_for, select_documents
from mlb_data_platform.warehouse.slices import (
    AsOf,
    raw_sizes,
    read_raw,
    read_scopes,
    read_slices,
    read_whole,
    seasons_in,
)
from mlb_data_platform.warehouse.view_docs import render_views
from mlb_data_platform.warehouse.views import ViewFile, refresh_views, view_files
from mlb_data_platform.warehouse.watermarks import advance_watermark, read_watermark
from mlb_data_platform.warehouse.work import (
    PATIENCE,
    Claim,
    DueGame,
    FailedGame,
    GameScope,
    claim_games,
    due_games,
    failed_games,
    games_of_others,
    games_to_check,
    give_back,
    mark_checked,
    mark_failed,
    mark_fetched,
    mark_transformed,
    plan_games,
)
from mlb_data_platform.warehouse.worklist import (
    Due,
    Selection,
    due_documents,
    filters_for,
    raw_table_exists,
    read_documents,
)

__all__ = [
    "INCOMPLETE",
    "PATIENCE",
    "AsOf",
    "Backup",
    "BackupError",
    "BackupFileError",
    "Claim",
    "Completeness",
    "Condition",
    "Connection",
    "Database",
    "DatabaseChoice",
    "DatabaseNotEmptyError",
    "DatabaseRefusedError",
    "DatabaseUnreachableError",
    "DeniedError",
    "DriverError",
    "Due",
    "DueGame",
    "EmbeddedServer",
    "FailedGame",
    "GameProgress",
    "GameScope",
    "GaugeReader",
    "LoadReport",
    "MigrationPendingError",
    "MigrationReport",
    "OutOfRangeError",
    "PermissionMissingError",
    "QueryError",
    "QueryResult",
    "Question",
    "Run",
    "Selection",
    "Sighting",
    "TableCounts",
    "ViewFile",
    "advance_watermark",
    "back_up",
    "can_record",
    "claim_games",
    "connect",
    "count_set_aside",
    "data_folder",
    "due_documents",
    "due_games",
    "failed_games",
    "filter_for",
    "filters_for",
    "forget_known_fields",
    "games_in_listings",
    "games_in_states",
    "games_of_others",
    "games_to_check",
    "give_back",
    "ids_never_asked",
    "inspect_backup",
    "load",
    "make_partitions",
    "mark_checked",
    "mark_failed",
    "mark_fetched",
    "mark_transformed",
    "migrate",
    "named_query",
    "partitions_ahead",
    "pending_parts",
    "plan_games",
    "raw_sizes",
    "raw_table_exists",
    "raw_table_names",
    "read_answer",
    "read_arrow",
    "read_completeness",
    "read_documents",
    "read_named",
    "read_query",
    "read_raw",
    "read_scopes",
    "read_slices",
    "read_versions",
    "read_watermark",
    "read_whole",
    "refresh_views",
    "render_question",
    "render_views",
    "restore",
    "seasons_in",
    "seasons_never_asked",
    "select_documents",
    "start_run",
    "tell_load",
    "view_files",
]
