#!/bin/sh
# Two commands and a deploy, from a shell:  BOTPERF_URL=http://localhost:5080 BOTPERF_KEY=bpi_… sh push.sh
# With session and seq a repeated call counts once; --retry repeats when the server is busy or away.
set -eu
curl -sS --fail-with-body --retry 5 --retry-connrefused "$BOTPERF_URL/api/v1/ingest" \
  -H "Authorization: Bearer $BOTPERF_KEY" -H "Content-Type: application/json" --data-binary @- <<EVENTS
{ "instance": "shell", "session": "$(cat /proc/sys/kernel/random/uuid)", "seq": 1, "events": [
  { "type": "command", "name": "backup", "module": "Jobs", "durationMs": 2450 },
  { "type": "command", "name": "backup", "module": "Jobs", "durationMs": 310, "success": false, "error": "disk full" },
  { "type": "lifecycle", "event": "deploy", "detail": { "version": "1.4.2", "commit": "abc123" } } ] }
EVENTS
