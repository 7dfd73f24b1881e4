"""Croton and its peers on one network, in turn."""

import statistics

from contenders import ContenderError, Croton, Peer


def compare(title, network, croton_arguments, peers, threads, rounds, seconds):
    """Rounds in which everyone is measured once, as
    `{"title", "rounds": {name: [{kind: times}]}, "failures": {name: why}, "croton": report}`.

    Whoever waits sleeps meanwhile, so that all have the processor to themselves. Who fails has no rounds.
    """
    everyone = [Croton(croton_arguments, threads)]
    everyone += [Peer(name, network, threads) for name in peers]
    results = {contender.name: [] for contender in everyone}
    failures = {}

    def everyone_in_turn(action):
        for contender in everyone:
            if contender.name in failures:
                continue
            try:
                action(contender)
            except ContenderError as error:
                failures[contender.name] = str(error)
                results[contender.name] = []

    try:
        everyone_in_turn(lambda contender: contender.start())
        for _ in range(rounds):
            everyone_in_turn(lambda contender: results[contender.name].append(contender.measure(seconds)))
    finally:
        for contender in everyone:
            contender.close()
    return {
        "title": title, "network": network, "threads": threads, "rounds": results, "failures": failures,
        "croton": everyone[0].report,
    }


def kinds(comparison):
    """What was measured, of steps and inferences."""
    return [kind for kind in ["step", "inference"]
            if any(kind in each for rounds in comparison["rounds"].values() for each in rounds)]


def median(comparison, name, kind):
    """The median of a contender's medians, or nothing where it does no such thing."""
    rounds = [each[kind]["median"] for each in comparison["rounds"][name] if kind in each]
    return statistics.median(rounds) if rounds else None


def minimum(comparison, name, kind):
    rounds = [each[kind]["minimum"] for each in comparison["rounds"][name] if kind in each]
    return min(rounds) if rounds else None


def ratio(comparison, name, kind):
    """How many times as long as Croton's a contender's calls take: the median of the rounds."""
    rounds = comparison["rounds"]
    if median(comparison, name, kind) is None or median(comparison, "croton", kind) is None:
        return None
    return statistics.median(
        other[kind]["median"] / own[kind]["median"]
        for other, own in zip(rounds[name], rounds["croton"]))


def best_peer(comparison, kind):
    """The peer whose median is the shortest."""
    peers = [name for name in comparison["rounds"]
             if name != "croton" and median(comparison, name, kind) is not None]
    return min(peers, key=lambda name: median(comparison, name, kind), default=None)


def best_ratio(comparison, kind):
    """How many times as long as Croton's the calls of the best peer take."""
    best = best_peer(comparison, kind)
    return ratio(comparison, best, kind) if best else None
