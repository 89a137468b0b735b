import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { REGISTER_INSTANCE, VERSION, type Service } from "ts-node";

/** What is kept between runs. */
interface Content {
  /** Changes with the compiler and its settings. */
  readonly compiler: string;
  readonly compiled: Compiled;
}

/** What became of each file, and a digest of what the file was. */
type Compiled = Readonly<Record<string, { readonly source: string; readonly code: string }>>;

/**
 * Keeps what ts-node compiles for the next run: compiling is half of a run's time. A file that changed, or another
 * compiler, is compiled again. Without ts-node, or where nothing can be written, runs are as they were without it.
 */
export class CompileCache {
  private readonly compiler: string;
  private compiled: Compiled;
  private isChanged = false;

  /**
   * @param file where to keep it
   * @param service the ts-node that compiles; undefined without one
   */
  constructor(
    private readonly file: string,
    service: Service | undefined = process[REGISTER_INSTANCE],
  ) {
    this.compiler = describe(service);
    this.compiled = this.read();
    if (service !== undefined) this.putBefore(service);
  }

  /** Writes what this run compiled, if it compiled anything. */
  save(): void {
    if (!this.isChanged) return;
    const content: Content = { compiler: this.compiler, compiled: this.compiled };
    const unfinished = `${this.file}.${process.pid}`;
    try {
      mkdirSync(dirname(this.file), { recursive: true });
      writeFileSync(unfinished, JSON.stringify(content));
      renameSync(unfinished, this.file);
    } catch {
      // Without it the next run takes longer, that is all.
    }
  }

  /** Forgets everything: traces of errors in files that were not compiled in this run point to the wrong lines. */
  clear(): void {
    rmSync(this.file, { force: true });
  }

  private putBefore(service: Service): void {
    const compile = service.compile.bind(service);
    service.compile = (code, fileName, lineOffset) => {
      const source = createHash("sha256").update(code).digest("hex");
      const found = this.compiled[fileName];
      if (found?.source === source) return found.code;
      const result = compile(code, fileName, lineOffset);
      this.compiled = { ...this.compiled, [fileName]: { source, code: result } };
      this.isChanged = true;
      return result;
    };
  }

  private read(): Compiled {
    try {
      const content = JSON.parse(readFileSync(this.file, "utf8")) as Content;
      return content.compiler === this.compiler ? content.compiled : {};
    } catch {
      return {};
    }
  }
}

function describe(service: Service | undefined): string {
  return service === undefined ? "" : [VERSION, service.ts.version, JSON.stringify(service.config.options)].join(" ");
}
