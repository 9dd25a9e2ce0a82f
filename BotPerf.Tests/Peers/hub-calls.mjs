// Calls the ingest hub with the SignalR client that the world uses: one connection, the calls of standard input in order,
// one answer for each. What a bot in JavaScript looks like to the server.
//   node hub-calls.mjs <server> <ingest key>  < [{ "method": "Hello", "args": [{ "protocol": 1 }] }, …]
import { text } from "node:stream/consumers";
import { HubConnectionBuilder, LogLevel } from "@microsoft/signalr";

const [server, key] = process.argv.slice(2);
const calls = JSON.parse(await text(process.stdin));

const connection = new HubConnectionBuilder()
  .withUrl(new URL("hubs/ingest", server).href, { accessTokenFactory: () => key })
  .configureLogging(LogLevel.None)
  .build();

const outcome = { refused: null, answers: [], state: null };
try {
  await connection.start();
  for (const { method, args } of calls) {
    try {
      outcome.answers.push({ result: await connection.invoke(method, ...args), error: null });
    } catch (error) {
      outcome.answers.push({ result: null, error: error.message });
    }
  }
  outcome.state = connection.state;
  await connection.stop();
} catch (error) {
  outcome.refused = error.message;
}

console.log(JSON.stringify(outcome));
