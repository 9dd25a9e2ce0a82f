"""Reports to a BotPerf server over HTTP, with Python's own library alone. Copy this file into your bot.

It keeps what the server has not acknowledged, sends it again after an outage, and the server counts each batch once, by
its session and number. Every call is safe for all threads and never waits for the network.
"""
import json
import threading
import time
import urllib.error
import urllib.request
import uuid
from contextlib import contextmanager
from datetime import datetime, timezone

MAX_EVENTS = 500  # of a batch
MAX_WAITING = 600  # batches; at one a second ten minutes of an outage


class BotPerf:
    def __init__(self, url, key, instance="default", info=None):
        self._endpoint = url.rstrip("/") + "/api/v1/ingest"
        self._headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        self._head = {"instance": instance, "session": str(uuid.uuid4()), "info": info or {}}
        self._lock = threading.Lock()
        self._events, self._waiting, self._seq = [], [], 0
        self._stopping, self._said = threading.Event(), None
        self.accepted = self.dropped = 0
        self._thread = threading.Thread(target=self._run, name="botperf", daemon=True)
        self._thread.start()

    def track(self, **event):
        """Anything of docs/protocol.md, "Events": track(type="command", name="help", durationMs=12.5)."""
        event.setdefault("at", datetime.now(timezone.utc).isoformat())
        with self._lock:
            self._events.append(event)

    @contextmanager
    def command(self, name, **details):
        """Times a command, and reports it whether it succeeds or raises."""
        at, began, error = datetime.now(timezone.utc).isoformat(), time.perf_counter(), None
        try:
            yield
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
            raise
        finally:
            took = (time.perf_counter() - began) * 1000
            self.track(type="command", at=at, name=name, durationMs=took, success=error is None, error=error, **details)

    def stop(self):
        """Sends what is left, for about two seconds."""
        self._stopping.set()
        self._thread.join(timeout=2)
        with self._lock:
            self.dropped += len(self._events) + sum(len(batch["events"]) for batch in self._waiting)
            self._events, self._waiting = [], []

    def _run(self):
        while not self._stopping.wait(timeout=1):
            self._flush(timeout=10)
        self._flush(timeout=2)

    def _flush(self, timeout):
        with self._lock:
            while self._events:
                self._seq += 1
                self._waiting.append({**self._head, "seq": self._seq, "events": self._events[:MAX_EVENTS]})
                del self._events[:MAX_EVENTS]
        while len(self._waiting) > MAX_WAITING:
            self.dropped += len(self._waiting.pop(0)["events"])

        while self._waiting:
            request = urllib.request.Request(self._endpoint, json.dumps(self._waiting[0]).encode(), self._headers)
            try:
                with urllib.request.urlopen(request, timeout=timeout) as reply:
                    answer = json.load(reply)
                self._say(None)
                self.accepted += answer["accepted"]
                self.dropped += len(answer["rejected"])
                for refused in answer["rejected"]:
                    print(f"BotPerf refused an event: {refused['code']}: {refused['message']}")
            except urllib.error.HTTPError as error:
                if error.code in (401, 403):
                    return self._say(f"BotPerf refuses the key ({error.code}): events wait until it is right.")
                if error.code == 429 or error.code >= 500:
                    return  # Nothing was stored: the next second tries again.
                print(f"BotPerf refused a batch: {error.code} {error.read(1000).decode(errors='replace')}")
                self.dropped += len(self._waiting[0]["events"])
            except OSError as error:
                return self._say(f"BotPerf cannot be reached, trying again: {error}")
            self._waiting.pop(0)

    def _say(self, trouble):
        if trouble and trouble != self._said:
            print(trouble)
        self._said = trouble
