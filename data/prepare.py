"""Makes the files that are shipped with the catalogue: the model's graph, and the vectors of its texts.

    make data

Run it when ``movies.csv`` has changed; tests detect that. Vectors are cached, so a second run embeds only new
texts. Copy the printed hash of the graph to ``recommender/model/onnx_export.py``.
"""

import shutil
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from recommender.catalogue.reader import read_catalogue  # noqa: E402  needs the path above
from recommender.ingest.passages import embedded_texts  # noqa: E402
from recommender.ingest.shipped_vectors import write_shipped_vectors  # noqa: E402
from recommender.ingest.vector_cache import VectorCache, pages  # noqa: E402
from recommender.model.files import DEFAULT_MODEL, default_cache, locate_model  # noqa: E402
from recommender.model.hashing import sha256  # noqa: E402
from recommender.model.onnx_export import GRAPH_FILE, SHIPPED_GRAPH, write_graph  # noqa: E402
from recommender.model.pytorch import SentenceTransformerEncoder  # noqa: E402

COMPUTED_BY = "torch-fp32"
AT_ONCE = 100


def main() -> None:
    """Write both files."""
    files = locate_model(DEFAULT_MODEL, default_cache())
    with TemporaryDirectory() as directory:
        write_graph(files, Path(directory))
        shutil.copyfile(Path(directory) / GRAPH_FILE, SHIPPED_GRAPH)
    print(f"{SHIPPED_GRAPH.relative_to(PROJECT)}: {sha256(SHIPPED_GRAPH)}")
    movies = read_catalogue(str(PROJECT / "data" / "movies.csv")).movies
    texts = embedded_texts(movies)
    with closing(VectorCache(default_cache(), print)) as cache:
        known = cache.find(files.fingerprint, COMPUTED_BY, texts)
        missing = [text for text in texts if text not in known]
        encoder = SentenceTransformerEncoder(files, precision="fp32", device="cpu") if missing else None
        for done, page in enumerate(pages(missing, AT_ONCE)):
            print(f"Embedding {done * AT_ONCE:,} of {len(missing):,} texts", file=sys.stderr)
            made = dict(zip(page, encoder.encode_documents(page), strict=True))
            cache.add(files.fingerprint, COMPUTED_BY, made)
            known |= made
    write_shipped_vectors(known, files.fingerprint, COMPUTED_BY)
    print(f"data/vectors.safetensors: {len(known):,} vectors")


if __name__ == "__main__":
    main()
