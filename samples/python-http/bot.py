"""A bot that pretends to chat, to copy from.

BOTPERF_URL=http://localhost:5080 BOTPERF_KEY=bpi_… python3 bot.py
"""
import os
import platform
import random
import signal
import time

from botperf import BotPerf

botperf = BotPerf(
    os.environ["BOTPERF_URL"], os.environ["BOTPERF_KEY"], instance="python-0",
    info={"version": "1.0.0", "library": "discord.py 2", "runtime": f"Python {platform.python_version()}"})
botperf.track(type="lifecycle", event="ready")

answered = 0
running = True


def end(*_):
    global running
    running = False


signal.signal(signal.SIGINT, end)
signal.signal(signal.SIGTERM, end)

while running:
    with botperf.command("help", module="General", kind="prefix"):
        time.sleep(random.uniform(0.005, 0.025))
    answered += 1
    botperf.track(type="latency", connection="gateway:0", ms=random.uniform(40, 70))

botperf.stop()
print(f"{answered} commands answered; the server has {botperf.accepted} events, {botperf.dropped} were lost.")
