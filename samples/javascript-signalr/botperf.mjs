// Reports to a BotPerf server over SignalR. Copy this file into your bot: it keeps what the server has not acknowledged,
// sends it again after an outage, and the server counts each batch once, by its session and number.
import { randomUUID } from "node:crypto";
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const maxEvents = 500; // of a batch
const maxWaiting = 600; // batches; at one a second ten minutes of an outage

export class BotPerf {
  #connection;
  #hello;
  #healers = new Map();
  #events = [];
  #waiting = []; // batches, oldest first
  #seq = 0;
  #sending = false;
  #timer;
  #enabled = true;
  #stopping = false;
  accepted = 0;
  dropped = 0;

  constructor(url, key, { instance = "default", info = {} } = {}) {
    this.#hello = { protocol: 1, instance, session: randomUUID(), info };
    this.#connection = new HubConnectionBuilder()
      .withUrl(new URL("/hubs/ingest", url).href, { accessTokenFactory: () => key })
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: () => 1_000 + Math.random() * 4_000 })
      .configureLogging(LogLevel.Error)
      .build();
    this.#connection.onreconnected(() => this.#greet());
    this.#connection.on("Heal", (request) => this.#heal(request));
    this.#connection.on("Configure", ({ enabled }) => (this.#enabled = enabled)); // The dashboard's switch.
    this.#timer = setInterval(() => this.flush(), 1_000);
    this.#connect();
  }

  /** Anything of docs/protocol.md, "Events": { type: "command", name: "help", durationMs: 12.5, … }. */
  track(event) {
    if (!this.#enabled) return;
    this.#events.push({ at: new Date().toISOString(), ...event });
  }

  /** What to do when somebody presses "Run" on the bot's page. The function returns a line that says what it did. */
  onHeal(name, heal) {
    this.#healers.set(name, heal);
  }

  /** Times a command, and reports it whether it succeeds or throws. */
  async command(name, details, run) {
    const began = performance.now();
    const at = new Date().toISOString();
    let error = null;
    try {
      return await run();
    } catch (thrown) {
      error = String(thrown);
      throw thrown;
    } finally {
      this.track({ type: "command", at, name, ...details, durationMs: performance.now() - began, success: error === null, error });
    }
  }

  async flush() {
    while (this.#events.length > 0) this.#waiting.push({ seq: ++this.#seq, events: this.#events.splice(0, maxEvents) });
    while (this.#waiting.length > maxWaiting) this.dropped += this.#waiting.shift().events.length;
    if (this.#sending || this.#connection.state !== "Connected") return;

    this.#sending = true;
    try {
      while (this.#waiting.length > 0) {
        const ack = await this.#connection.invoke("PushEvents", this.#waiting[0]);
        if (ack.retryAfterMs !== null) return; // Nothing was stored: the next second tries again.
        this.#waiting.shift();
        this.accepted += ack.accepted;
        this.dropped += ack.rejected.length;
        for (const { code, message } of ack.rejected) console.warn(`BotPerf refused an event: ${code}: ${message}`);
      }
    } catch (error) {
      // A batch that is refused as a whole would be refused again; a lost connection comes back by itself.
      if (this.#connection.state === "Connected" && this.#waiting.length > 0) {
        console.warn(`BotPerf refused a batch: ${error.message}`);
        this.dropped += this.#waiting.shift().events.length;
      }
    } finally {
      this.#sending = false;
    }
  }

  /** Sends what is left, for at most two seconds. */
  async stop() {
    this.#stopping = true;
    clearInterval(this.#timer);
    const deadline = Date.now() + 2_000;
    do {
      await this.flush();
      if (this.#waiting.length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
    } while (this.#waiting.length > 0 && Date.now() < deadline);
    for (const batch of this.#waiting.splice(0)) this.dropped += batch.events.length;
    await this.#connection.stop();
  }

  async #connect() {
    while (!this.#stopping) {
      try {
        await this.#connection.start();
        return await this.#greet();
      } catch (error) {
        if (this.#stopping) return;
        const why = /40[13]/.test(error.message) ? "refuses the key" : "cannot be reached";
        console.warn(`BotPerf ${why}, trying again: ${error.message}`);
        await new Promise((resolve) => setTimeout(resolve, 1_000 + Math.random() * 4_000).unref());
      }
    }
  }

  #greet() {
    return this.#connection.invoke("Hello", { ...this.#hello, healers: [...this.#healers.keys()] });
  }

  async #heal({ id, healer }) {
    try {
      const heal = this.#healers.get(healer);
      if (!heal) throw new Error(`This bot has no healer "${healer}".`);
      await this.#connection.invoke("HealResult", id, true, String(await heal()));
    } catch (error) {
      await this.#connection.invoke("HealResult", id, false, error.message).catch(() => {});
    }
  }
}
