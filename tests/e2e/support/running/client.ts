import * as net from "node:net";
import * as tls from "node:tls";

/** What a client did until it was told to stop. */
export interface ClientResult {
  /** Attempts that have ended. */
  readonly attempts: number;
  /** How often each answer came: a response's status and first line, the name in a certificate. */
  readonly answers: Readonly<Record<string, number>>;
  /** How often each error came. */
  readonly failures: Readonly<Record<string, number>>;
  /** Milliseconds between two successful attempts, at most. */
  readonly longestGapMs: number;
}

export interface ClientOptions {
  /** `session` is one HTTP connection with a request at a time; it is opened again when it breaks. */
  readonly kind: "http" | "tls" | "tcp" | "session";
  readonly host: string;
  readonly port: number;
  /** Milliseconds between two attempts, which do not wait for each other. */
  readonly everyMs: number;
  /** Of one attempt. */
  readonly timeoutMs: number;
}

/** Opens a connection and returns what the server answered. */
function attempt({ kind, host, port, timeoutMs }: ClientOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket =
      kind === "tls"
        ? tls.connect({ host, port, rejectUnauthorized: false }, () => {
            done((socket as tls.TLSSocket).getPeerCertificate().fingerprint256.slice(0, 11));
          })
        : net.connect({ host, port }, () => {
            if (kind === "tcp") done("connected");
            else socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
          });
    let text = "";
    const done = (answer: string) => {
      resolve(answer);
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error("timeout")));
    socket.on("data", (data: Buffer) => (text += data.toString()));
    socket.on("end", () => {
      const [head = "", body = ""] = text.split("\r\n\r\n");
      done(`${/^HTTP\/1\.[01] (\d+)/.exec(head)?.[1] ?? "no answer"} ${body.trim().split("\n").at(0) ?? ""}`.trim());
    });
    socket.on("error", (error: NodeJS.ErrnoException) => {
      reject(new Error(error.code ?? error.message));
    });
  });
}

/** One connection for many requests. A connection that breaks between two requests fails the next one. */
class Session {
  private socket: net.Socket | undefined;
  private broken: Error | undefined;
  private end: (error?: Error) => void = () => undefined;

  async request({ host, port, timeoutMs }: ClientOptions): Promise<string> {
    const socket = (this.socket ??= this.connect(host, port));
    const timer = setTimeout(() => socket.destroy(new Error("timeout")), timeoutMs);
    try {
      await new Promise<void>((resolve, reject) => {
        this.end = (error) => {
          if (error === undefined) resolve();
          else reject(error);
        };
        if (this.broken !== undefined) reject(this.broken);
        else socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
      });
      return "answered";
    } finally {
      clearTimeout(timer);
      if (this.broken !== undefined) this.socket = undefined;
    }
  }

  private connect(host: string, port: number): net.Socket {
    this.broken = undefined;
    const socket = net.connect({ host, port }).setNoDelay();
    const lose = (error: Error) => {
      if (this.socket !== socket) return;
      this.broken ??= error;
      this.end(this.broken);
    };
    return socket
      .on("data", () => {
        this.end();
      })
      .on("error", (error: NodeJS.ErrnoException) => {
        lose(new Error(error.code ?? error.message));
      })
      .on("close", () => {
        lose(new Error("closed"));
      });
  }
}

const session = new Session();
const options = JSON.parse(process.argv[2] ?? "{}") as ClientOptions;
const answers: Record<string, number> = {};
const failures: Record<string, number> = {};
const pending = new Set<Promise<void>>();
let [attempts, longestGapMs, lastSuccess] = [0, 0, Date.now()];

function begin(): void {
  if (options.kind === "session" && pending.size > 0) return;
  const one = (options.kind === "session" ? session.request(options) : attempt(options))
    .then((answer) => {
      answers[answer] = (answers[answer] ?? 0) + 1;
      longestGapMs = Math.max(longestGapMs, Date.now() - lastSuccess);
      lastSuccess = Date.now();
    })
    .catch((error: unknown) => {
      const code = (error as Error).message;
      failures[code] = (failures[code] ?? 0) + 1;
    })
    .finally(() => {
      attempts += 1;
      pending.delete(one);
    });
  pending.add(one);
}

const timer = setInterval(begin, options.everyMs);
console.log("started");
process.stdin.resume().on("end", () => {
  clearInterval(timer);
  void Promise.all(pending).then(() => {
    const result: ClientResult = { attempts, answers, failures, longestGapMs };
    process.stdout.write(JSON.stringify(result), () => process.exit());
  });
});
