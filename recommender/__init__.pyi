"""What ``__init__.py`` imports when it is asked for, for type checkers."""

from recommender.catalogue.reader import Catalogue as Catalogue
from recommender.catalogue.reader import read_catalogue as read_catalogue
from recommender.errors import CacheError as CacheError
from recommender.errors import CatalogueError as CatalogueError
from recommender.errors import InvalidQueryError as InvalidQueryError
from recommender.errors import ModelError as ModelError
from recommender.errors import NothingMatchedError as NothingMatchedError
from recommender.errors import RecommenderError as RecommenderError
from recommender.errors import Remedy as Remedy
from recommender.errors import ReportError as ReportError
from recommender.errors import StoreChangedError as StoreChangedError
from recommender.errors import StoreError as StoreError
from recommender.errors import StoreNotReadyError as StoreNotReadyError
from recommender.ingest.ingest import IngestReport as IngestReport
from recommender.ingest.ingest_catalogue import ingest_catalogue as ingest_catalogue
from recommender.map import MapError as MapError
from recommender.movie import Movie as Movie
from recommender.movie import Text as Text
from recommender.search.fusion import WEIGHTS as WEIGHTS
from recommender.search.recommender import Recommender as Recommender
from recommender.search.request import Request as Request
from recommender.search.result import Ambiguous as Ambiguous
from recommender.search.result import FilterCount as FilterCount
from recommender.search.result import ListCount as ListCount
from recommender.search.result import Notice as Notice
from recommender.search.result import Plan as Plan
from recommender.search.result import Probe as Probe
from recommender.search.result import Recommendation as Recommendation
from recommender.search.result import Route as Route
from recommender.search.result import SearchOptions as SearchOptions
from recommender.search.result import SearchResult as SearchResult
from recommender.search.result import Selection as Selection
from recommender.search.result import Wish as Wish
from recommender.search.signals import SIGNALS as SIGNALS
from recommender.search.signals import Signal as Signal
from recommender.search.understood import Span as Span
from recommender.search.understood import Understood as Understood
from recommender.store.schema import GenreCluster as GenreCluster

__version__: str

open = Recommender.open  # noqa: A001  recommender.open(), like gzip.open()
