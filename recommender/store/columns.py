"""Makes Arrow columns and reads their numbers, without pandas: ``pa.array`` and ``to_numpy`` import it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa


def numbers_column(values: Sequence[float | None], kind: str) -> "pa.Array":
    """A column of numbers of an Arrow type; raises ``TypeError`` or ``ValueError`` for anything else."""
    import pyarrow as pa

    type_ = pa.type_for_alias(kind)
    numbers = np.array([0 if value is None else value for value in values], dtype=kind)
    return pa.Array.from_buffers(type_, len(values), [_known(values), pa.py_buffer(numbers)])


def array_column(numbers: NDArray[Any]) -> "pa.Array":
    """A column of the numbers of an array (n,), all of them known."""
    import pyarrow as pa

    type_ = pa.type_for_alias(str(numbers.dtype))
    return pa.Array.from_buffers(type_, len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers))])


def texts_column(values: Sequence[str | None]) -> "pa.StringArray":
    """A column of texts; raises ``AttributeError`` for anything else."""
    import pyarrow as pa

    encoded = [b"" if value is None else value.encode() for value in values]
    starts = np.cumsum([0, *map(len, encoded)], dtype=np.int32)
    buffers = [_known(values), pa.py_buffer(starts), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(values), buffers)


def labels_column(values: Sequence[str | None]) -> "pa.DictionaryArray":
    """A column of texts that stores each text once, sorted."""
    import pyarrow as pa

    known = sorted({value for value in values if value is not None})
    position = {value: index for index, value in enumerate(known)}
    places = numbers_column([None if value is None else position[value] for value in values], "int32")
    return pa.DictionaryArray.from_arrays(places, texts_column(known))


def lists_column(values: Sequence[Sequence[str]]) -> "pa.ListArray":
    """A column of lists of texts that stores each text once."""
    import pyarrow as pa

    flat = labels_column([value for row in values for value in row])
    starts = np.cumsum([0, *map(len, values)])
    return pa.ListArray.from_arrays(numbers_column(starts.tolist(), "int32"), flat)


def numbers_of(column: "pa.Array") -> NDArray[Any]:
    """The numbers of a column (n,); NaN where unknown."""
    # Arrow calls float32 "float", which means float64 to NumPy.
    kind = "float32" if str(column.type) == "float" else str(column.type)
    if not len(column):
        return np.zeros(0, dtype=kind)
    validity, data = column.buffers()
    numbers = np.frombuffer(data, dtype=kind, count=len(column))
    if validity is None:
        return numbers
    known = np.unpackbits(np.frombuffer(validity, dtype=np.uint8), count=len(column), bitorder="little")
    return np.where(known, numbers, np.nan)


def _known(values: Sequence[object]) -> "pa.Buffer | None":
    """Arrow's bitmap of the values that are not ``None``; ``None`` when all are known."""
    import pyarrow as pa

    known = [value is not None for value in values]
    return None if all(known) else pa.py_buffer(np.packbits(known, bitorder="little"))
