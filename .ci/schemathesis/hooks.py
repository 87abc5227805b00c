"""What Schemathesis must leave alone, and what of its findings are none."""

import itertools
import os
import re

import schemathesis

# The codes that say that a request is not as the document describes it. With every other code a request is refused for
# what it means: there is no such rule, the finding is resolved, the day is past. No schema can tell that beforehand.
FORMAL = {"validation", "malformed", "not-acceptable", "unsupported-media-type", "method-not-allowed", "no-such-route"}

# What a DELETE ends and does not remove: who looks at it later sees who ended it, and when.
KEPT = ("/api/v1/restrictions/", "/api/v1/waivers/")

IDEMPOTENCY_KEY = "Idempotency-Key"
numbers = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Two things that would spoil what follows.

    The key with which it asks is neither revoked nor rotated: every answer after that would be 401. And each request that
    has an idempotency key gets one of its own: with the document's example in all of them, all but the first would be
    refused for that. Operations on keys answer with a secret and take none, so there it is left out, mostly.
    """
    if os.environ["WAYMARK_CHECK_KEY"] in str((case.path_parameters or {}).get("id", "")):
        case.path_parameters["id"] = "none-such"
    key = (case.headers or {}).get(IDEMPOTENCY_KEY)
    if key is not None and case.path.startswith("/api/v1/keys") and next(numbers) % 8:
        del case.headers[IDEMPOTENCY_KEY]
    elif isinstance(key, str) and re.fullmatch(r"[!-~]{1,200}", key):
        case.headers[IDEMPOTENCY_KEY] = f"{key}-{next(numbers)}"


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """A request that is as described may be refused for what it means, with a code that says so.

    And what was ended is still there to be read.
    """
    if "use_after_free" in failure.checks and case.path.startswith(KEPT):
        return False
    if "positive_data_acceptance" not in failure.checks or response.status_code >= 500:
        return True
    try:
        code = response.json()["code"]
    except (ValueError, KeyError, TypeError):
        return True
    return code in FORMAL
