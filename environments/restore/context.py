"""The state that the parts of a run share."""

from dataclasses import dataclass, field

from environments.restore.clients import ProductionReader, StagingWriter
from environments.restore.options import RestoreOptions
from environments.restore.plan import Plan
from environments.restore.progress import Progress
from environments.restore.report import Result
from environments.restore.state.id_map import ApiClientIds
from environments.restore.state.protected import ProtectedRecords
from environments.restore.storage.record_store import RecordStore
from environments.restore.storage.spool import Spool
from environments.restore.storage.temporary_database import TemporaryDatabase


@dataclass
class RunContext:
    """The state of a run. Changed by the engine's own thread only.

    `page_counts` has the number of pages of Production's list, by list id, for lists of more than one page.
    """

    production: ProductionReader
    staging: StagingWriter
    options: RestoreOptions
    progress: Progress
    result: Result
    spool: Spool
    database: TemporaryDatabase = field(default_factory=TemporaryDatabase)
    api_client_ids: ApiClientIds = field(default_factory=ApiClientIds)
    protected: ProtectedRecords = field(default_factory=ProtectedRecords)
    page_counts: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plan, self.records = Plan(self.database), RecordStore(self.database)

    def close(self) -> None:
        """Delete the run's temporary files."""
        self.spool.close()
        self.database.close()
