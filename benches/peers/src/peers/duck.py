"""DuckDB, asked line by line: `prepare PATH`, `judge`, `stream PATH`. Each answer is one
line: nanoseconds of CPU, then findings as `n rule line`, separated by commas."""

import sys
import time

import duckdb

folder = sys.argv[1]
base = duckdb.connect()
base.execute("SET threads TO 1")
for name in ("prefixes", "rates", "markets"):
    base.execute(f"CREATE TABLE {name} AS SELECT * FROM read_json('{folder}/{name}.json')")
base.execute("ALTER TABLE rates ALTER rate TYPE DECIMAL(9, 5)")
base.execute("ALTER TABLE markets ALTER open_from TYPE DATE")
base.execute("ALTER TABLE markets ALTER office TYPE VARCHAR")
base.execute("ALTER TABLE prefixes ALTER prefix TYPE VARCHAR")
read = open(f"{folder}/read.sql").read()
query = open(f"{folder}/query.sql").read()


def load(path):
    for statement in read.split(";\n"):
        base.execute(statement.replace("$path", f"'{path}'"))


print(duckdb.__version__, flush=True)
for order in sys.stdin:
    word, _, path = order.strip().partition(" ")
    start = time.process_time_ns()
    if word in ("prepare", "stream"):
        load(path)
    rows = base.execute(query).fetchall() if word in ("judge", "stream") else []
    spent = time.process_time_ns() - start
    print(spent, ",".join(f"{n} {rule} {line}" for n, rule, line in rows), flush=True)
