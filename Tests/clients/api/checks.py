"""A check of our own beside those of schemathesis."""

import schemathesis

# The kind of a fault that no schema can tell: values that contradict each other, or ask for what this suite cannot do.
BEYOND_SCHEMA = "value_error"


@schemathesis.check
def valid_data_is_refused_for_what_no_schema_says(ctx, response, case):
    """Data that fits the description is never refused for its form."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    faults = response.json().get("errors", [])
    formal = [fault for fault in faults if fault["type"] != BEYOND_SCHEMA]
    assert not formal, f"refused for its form, which fits the description: {formal}"
