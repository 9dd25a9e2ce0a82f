// A real SMTP server on the loopback. Each line of its output is a JSON document: first {port}, then what it received.
// The address that a letter goes to says how it behaves.
import { SMTPServer } from "smtp-server";

const [tls, key, cert] = process.argv.slice(2);
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const seen = new Set();
// How often it hangs up before it hangs up no more.
let rude = 3;
const hangsUp = () => rude-- > 0 && [...server.connections].map((one) => one._socket.destroy()).length > 0;
const failing = (code, words) => Object.assign(new Error(words), { responseCode: code });

const server = new SMTPServer({
  authOptional: tls !== "password",
  allowInsecureAuth: true,
  hideSTARTTLS: tls !== "starttls",
  ...(key ? { key: Buffer.from(key, "base64"), cert: Buffer.from(cert, "base64") } : {}),
  onConnect(session, done) {
    if (tls !== "rude" || !hangsUp()) done();
  },
  onAuth({ username, password }, session, done) {
    say({ user: username, secure: session.secure });
    password === "right" ? done(null, { user: username }) : done(failing(535, "5.7.8 Wrong password"));
  },
  onRcptTo({ address }, session, done) {
    if (address.startsWith("hang")) return;
    if (address.startsWith("rude") && hangsUp()) return;
    if (address.startsWith("unknown")) return done(failing(550, "5.1.1 No such user here"));
    if (address.startsWith("grey")) return done(failing(451, "4.7.1 Greylisted, come back later"));
    done();
  },
  onData(stream, session, done) {
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      const to = session.envelope.rcptTo.map((rcpt) => rcpt.address);
      if (to.some((address) => address.startsWith("spam"))) return done(failing(554, "5.7.1 This looks like spam"));
      say({ to, secure: session.secure, letter: Buffer.concat(parts).toString("utf8") });
      // It has the letter; whoever sent it hears of that only when it comes again.
      if (to.some((address) => address.startsWith("stall")) && !seen.has(to[0])) return seen.add(to[0]);
      // It takes so long to look through letters that nobody waits for its answer.
      if (to.some((address) => address.startsWith("slow"))) return;
      done();
    });
  },
});
server.on("error", () => {});
server.listen(0, "127.0.0.1", () => say({ port: server.server.address().port }));
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
