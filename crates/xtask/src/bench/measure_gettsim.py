"""Measures GETTSIM on the rows of a table: python measure_gettsim.py BACKEND REPEATS TABLE.csv

Prints one `name value` per line. Two figures, each the best of several after a warm-up:
the call as users make it (`gettsim.main` from columns to columns), and only the compiled function
(`MainTarget.tt_function`) on columns that lie ready in memory.
"""
import csv
import os
import sys
import time

backend, repeats, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
# Its run-time type checks off: the documented opt-out for speed.
os.environ["GETTSIM_BEARTYPE_CLAW"] = "0"
if backend == "jax":
    os.environ["JAX_PLATFORMS"] = "cpu"
    import jax

    jax.config.update("jax_enable_x64", True)

import numpy as np
from gettsim import InputData, MainTarget, TTTargets, main

# Calls of each month, and seconds for runs of the compiled function: the best counts.
CALLS, PATIENCE = 2, 2.0
TARGETS = {"wohngeld": {"miete_m_wthh": None, "einkommen_m_wthh": None, "basisbetrag_m_wthh": None}}
AMOUNT = "wohngeld__basisbetrag_m_wthh"
# The compiled function answers with one column, like the program it is compared with.
ONLY_AMOUNT = {"wohngeld": {"basisbetrag_m_wthh": None}}


def columns(rows, times):
    def column(name, kind):
        return np.tile(np.array([kind(row[name]) for row in rows]), times)

    count = np.arange(len(rows) * times)
    return {
        "p_id": count,
        "hh_id": count,
        "wthh_id": count,
        "anzahl_personen_hh": column("persons_total", int),
        "wohnen": {"bruttokaltmiete_m_hh": column("gross_cold_rent_eur", float)},
        "wohngeld": {
            "mietstufe_hh": column("mietenstufe", int),
            "anzahl_personen_wthh": column("persons_considered", int),
            "einkommen_vor_freibetrag_m_wthh": column("monthly_total_income_eur", float),
            "freibetrag_m_wthh": np.zeros(len(count)),
        },
    }


def ready(result):
    return jax.block_until_ready(result) if backend == "jax" else result


def timed(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def best_of(run, seconds):
    start, found = time.perf_counter(), timed(run)
    while time.perf_counter() - start < seconds:
        found = min(found, timed(run))
    return found


table = list(csv.DictReader(open(path, encoding="utf-8")))
call = compiled = 0.0
equal = rows_compiled = 0
warm = False
for date in sorted({row["date"] for row in table}):
    rows = [row for row in table if row["date"] == date]

    def options(times, targets=TARGETS):
        return dict(
            policy_date_str=date,
            input_data=InputData.tree(columns(rows, times)),
            tt_targets=TTTargets.tree(targets),
            backend=backend,
            include_fail_nodes=False,
            include_warn_nodes=False,
        )

    few = options(1)
    if not warm:
        main(main_target=MainTarget.results.tree, **few)
        warm = True
    whole = lambda: ready(main(main_target=MainTarget.results.tree, **few))
    call += min(timed(whole) for _ in range(CALLS))

    wanted = [MainTarget.tt_function, MainTarget.processed_data, MainTarget.labels.root_nodes]
    parts = main(main_targets=wanted, **options(repeats, ONLY_AMOUNT))
    function = parts["tt_function"]
    roots = parts["labels"]["root_nodes"]
    data = {name: column for name, column in parts["processed_data"].items() if name in roots}
    amounts = np.asarray(ready(function(data))[AMOUNT])[: len(rows)]
    equal += int((amounts == np.array([float(row["gettsim_wohngeld_eur"]) for row in rows])).sum())
    rows_compiled += len(rows) * repeats
    compiled += best_of(lambda: ready(function(data)), PATIENCE)

print("rows", len(table))
print("equal", equal)
print("call_ns", round(call * 1e9))
print("compiled_rows", rows_compiled)
print("compiled_ns", round(compiled * 1e9))
