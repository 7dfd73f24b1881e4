"""Tables of what was measured, as text."""

import statistics

from comparison import best_peer, best_ratio, kinds, median, minimum, ratio


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
    measured = kinds(comparison)
    rows = [[comparison["title"], *(head for kind in measured for head in [f"{kind} ms", "minimum", "ratio"])]]
    for name in comparison["rounds"]:
        if name in comparison["failures"]:
            rows.append([name, *(cell for _ in measured for cell in ["failed", "", ""])])
            continue
        rows.append([name, *(
            number(value) for kind in measured
            for value in [median(comparison, name, kind), minimum(comparison, name, kind),
                          ratio(comparison, name, kind)])])
    # The first line of an error says enough to look for it.
    reasons = [f"{name} has failed: {why.splitlines()[0]}" for name, why in comparison["failures"].items()]
    return "\n".join([table(rows), *reasons])


def verdicts(comparisons):
    """Croton's times, those of the best peer and how many times as long they are, one line for each network; in the
    end the least of these ratios and their median."""
    rows = [["Croton against the best peer", *(
        head for kind in ["step", "inference"] for head in [f"{kind} ms", "peer ms", "ratio", "peer"])]]
    for comparison in comparisons:
        cells = []
        for kind in ["step", "inference"]:
            best = best_peer(comparison, kind)
            own = "failed" if "croton" in comparison["failures"] else number(median(comparison, "croton", kind))
            other = number(median(comparison, best, kind)) if best else ""
            cells += [own, other, number(best_ratio(comparison, kind)), best or ""]
        rows.append([comparison["title"], *cells])
    for word, summary in [("least ratio", min), ("median ratio", statistics.median)]:
        cells = []
        for kind in ["step", "inference"]:
            ratios = [each for each in (best_ratio(comparison, kind) for comparison in comparisons) if each]
            cells += ["", "", number(summary(ratios)) if ratios else "", ""]
        rows.append([word, *cells])
    return table(rows)


def roofline(report):
    """A step's time over what its dense arithmetic takes at the peak that was measured in the same run."""
    return report["step_ms_median"] * report["peak_gflops"] * 1e6 / report["flop_per_step"]
