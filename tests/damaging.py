"""Ways to damage a store: functions of the store's path, or functions that return one."""

import sqlite3

FILES = ("data_level0.bin", "header.bin", "length.bin", "link_lists.bin", "index_metadata.pickle")
"""Of Chroma's index."""


def index_of(path):
    return max(path.glob("*-*-*"), key=lambda folder: sum(file.stat().st_size for file in folder.iterdir()))


def delete(name):
    return lambda path: (index_of(path) / name).unlink()


def truncate(name, share=0.5):
    def damage(path):
        file = path / name if name == "chroma.sqlite3" else index_of(path) / name
        file.write_bytes(file.read_bytes()[: int(file.stat().st_size * share)])

    return damage


def flip(name, offset):
    def damage(path):
        file = index_of(path) / name
        content = bytearray(file.read_bytes())
        content[offset] ^= 0xFF
        file.write_bytes(content)

    return damage


def sql(*statements):
    def damage(path):
        with sqlite3.connect(path / "chroma.sqlite3") as database:
            for statement in statements:
                assert database.execute(statement).rowcount
        database.close()

    return damage


def flip_database(path):
    file = path / "chroma.sqlite3"
    content = bytearray(file.read_bytes())
    for page in range(4096, len(content), 4096 * 8):
        content[page] ^= 0xFF
    file.write_bytes(content)
