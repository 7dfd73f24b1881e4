"""Tables of what was measured, as text."""

from comparison import best_peer, median, minimum, ratio


def number(value):
    if value is None:
        return ""
    return f"{value:.3f}" if value < 10 else f"{value:.1f}"


def table(rows, leading=1):
    """Rows under one another; all columns but the leading ones are to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [cell.ljust(width) if column < leading else cell.rjust(width)
                 for column, (cell, width) in enumerate(zip(row, widths))]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def contenders(comparison):
    """One line for each contender on one network."""
    kinds = [kind for kind in ["step", "inference"] if comparison["rounds"]["croton"][0].get(kind)]
    rows = [[comparison["title"], *(head for kind in kinds for head in [f"{kind} ms", "minimum", "ratio"])]]
    for name in comparison["rounds"]:
        rows.append([name, *(
            number(value) for kind in kinds
            for value in [median(comparison, name, kind), minimum(comparison, name, kind),
                          ratio(comparison, name, kind)])])
    return table(rows)


def verdicts(comparisons):
    """How many times as long as Croton's the calls of the best peer take, one line for each network."""
    rows = [["Croton against the best peer", "step", "peer", "inference", "peer"]]
    for comparison in comparisons:
        cells = []
        for kind in ["step", "inference"]:
            best = best_peer(comparison, kind)
            cells += [number(ratio(comparison, best, kind)) if best else "", best or ""]
        rows.append([comparison["title"], *cells])
    return table(rows)


def roofline(report):
    """A step's time over what its dense arithmetic takes at the peak that was measured in the same run."""
    return report["step_ms_median"] * report["peak_gflops"] * 1e6 / report["flop_per_step"]
