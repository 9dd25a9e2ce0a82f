// A bot that pretends to chat, to copy from.
//   npm install && BOTPERF_URL=http://localhost:5080 BOTPERF_KEY=bpi_… node bot.mjs
import { setTimeout as sleep } from "node:timers/promises";
import { BotPerf } from "./botperf.mjs";

const botperf = new BotPerf(process.env.BOTPERF_URL, process.env.BOTPERF_KEY, {
  instance: "node-0",
  info: { version: "1.0.0", library: "discord.js 14", runtime: `Node ${process.versions.node}`, startedAt: new Date().toISOString() },
});
const answers = new Map(); // A cache, that the healer may empty.
botperf.onHeal("memory", () => {
  const entries = answers.size;
  answers.clear();
  return `${entries} cached answers let go`;
});
botperf.track({ type: "lifecycle", event: "ready" });

let answered = 0;
let running = true;
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (running = false));

while (running) {
  await botperf.command("help", { module: "General", kind: "slash" }, () => sleep(5 + Math.random() * 20));
  answers.set(++answered, "42");
  botperf.track({ type: "latency", connection: "gateway:0", ms: 40 + Math.random() * 30 });
  botperf.track({ type: "gauge", name: "memory_rss_bytes", value: process.memoryUsage().rss });
}

await botperf.stop();
console.log(`${answered} commands answered; the server has ${botperf.accepted} events, ${botperf.dropped} were lost.`);
