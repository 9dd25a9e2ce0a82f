// A bot with the SignalR client that the world uses: says Hello, writes down what the server calls on it, one JSON line
// each, and answers when asked to heal. It runs until standard input ends.
//   node listening-bot.mjs <server> <ingest key> <instance> [healer=answer …]
// answer: ok, failed, or never.
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const [server, key, instance, ...healers] = process.argv.slice(2);
const answers = new Map(healers.map(healer => healer.split("=")));
const say = line => console.log(JSON.stringify(line));

const connection = new HubConnectionBuilder()
  .withUrl(new URL("hubs/ingest", server).href, { accessTokenFactory: () => key })
  .configureLogging(LogLevel.None)
  .build();

for (const method of ["AlertRaised", "AlertUpdated", "Configure"])
  connection.on(method, message => say({ method, message }));

connection.on("Heal", async request => {
  say({ method: "Heal", message: request });
  const answer = answers.get(request.healer);
  if (answer === "never")
    return;
  try {
    await connection.invoke("HealResult", request.id, answer === "ok", `${request.healer} says <b>${answer}</b>\n`);
    // The same again is nobody's answer.
    await connection.invoke("HealResult", request.id, answer === "ok", "again");
  } catch (error) {
    say({ method: "refused", message: error.message });
  }
});

await connection.start();
say({ method: "hello", message: await connection.invoke("Hello", { protocol: 1, instance, healers: [...answers.keys()] }) });
await connection.invoke("PushEvents", { events: [{ type: "command", name: "help", durationMs: 100 }] });
say({ method: "ready" });
process.stdin.on("end", () => process.exit(0)).resume();
