"""Prints what TensorBoard reads of events, as JSON.

    read_events.py FOLDER              # of the files in a folder
    read_events.py FILE LENGTH...      # of a file, and of the same file cut to each length
"""

import base64
import json
import os
import sys
import tempfile

from tensorboard.backend.event_processing.event_accumulator import (
    STORE_EVERYTHING_SIZE_GUIDANCE,
    EventAccumulator,
)
from tensorboard.backend.event_processing.event_file_loader import (
    EventFileLoader,
    LegacyEventFileLoader,
)


def contents(path):
    """What TensorBoard has of the events in a file or a folder, by tag."""
    accumulator = EventAccumulator(path, size_guidance=STORE_EVERYTHING_SIZE_GUIDANCE)
    accumulator.Reload()
    tags = accumulator.Tags()
    return {
        "scalars": {
            tag: [{"step": event.step, "value": event.value} for event in accumulator.Scalars(tag)]
            for tag in tags["scalars"]
        },
        "histograms": {
            tag: [
                {
                    "step": event.step,
                    "minimum": event.histogram_value.min,
                    "maximum": event.histogram_value.max,
                    "count": event.histogram_value.num,
                    "sum": event.histogram_value.sum,
                    "sumOfSquares": event.histogram_value.sum_squares,
                    "limits": list(event.histogram_value.bucket_limit),
                    "counts": list(event.histogram_value.bucket),
                }
                for event in accumulator.Histograms(tag)
            ]
            for tag in tags["histograms"]
        },
        "images": {
            tag: [
                {
                    "step": event.step,
                    "width": event.width,
                    "height": event.height,
                    "png": base64.b64encode(event.encoded_image_string).decode(),
                }
                for event in accumulator.Images(tag)
            ]
            for tag in tags["images"]
        },
    }


def cut(path, lengths):
    """For each length, the events in the file cut to it, and whether they are the first of the whole."""
    whole = list(LegacyEventFileLoader(path).Load())
    with open(path, "rb") as file:
        data = file.read()
    with tempfile.TemporaryDirectory() as folder:
        part = os.path.join(folder, os.path.basename(path))
        for length in lengths:
            with open(part, "wb") as file:
                file.write(data[:length])
            events = list(LegacyEventFileLoader(part).Load())
            # What the web server reads, in the form of today's TensorFlow, and what it keeps.
            migrated = list(EventFileLoader(part).Load())
            contents(part)
            yield {
                "length": length,
                "events": len(events),
                "isBeginning": events == whole[: len(events)] and len(migrated) == len(events),
            }


path = sys.argv[1]
result = contents(path)
result["cuts"] = list(cut(path, map(int, sys.argv[2:]))) if os.path.isfile(path) else []
print(json.dumps(result))
