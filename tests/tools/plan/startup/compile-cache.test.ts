import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect } from "chai";
import type { Service } from "ts-node";

import { CompileCache } from "../../../../tools/plan/startup/compile-cache";

/** A compiler that counts what it has to do. */
function compiler(version = "5.0"): { service: Service; done: string[] } {
  const done: string[] = [];
  const compile = (code: string): string => {
    done.push(code);
    return `compiled ${code}`;
  };
  return { service: { compile, ts: { version }, config: { options: {} } } as unknown as Service, done };
}

describe("the compile cache", () => {
  let folder = "";
  let file = "";
  const runOnce = (code: string, version?: string): string[] => {
    const { service, done } = compiler(version);
    const cache = new CompileCache(file, service);
    expect(service.compile(code, "a.ts")).to.equal(`compiled ${code}`);
    cache.save();
    return done;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "compile-cache-"));
    file = join(folder, "deep", "compiled.json");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("compiles a file once", () => {
    expect(runOnce("x")).to.deep.equal(["x"]);
    expect(runOnce("x")).to.deep.equal([]);
  });

  it("compiles a file again when it or the compiler changed", () => {
    runOnce("x");
    expect(runOnce("y")).to.deep.equal(["y"]);
    expect(runOnce("y", "6.0")).to.deep.equal(["y"]);
  });

  it("does without what it cannot read or write", () => {
    file = join(folder, "file", "compiled.json");
    writeFileSync(join(folder, "file"), "in the way");
    expect(runOnce("x")).to.deep.equal(["x"]);
    file = join(folder, "broken.json");
    writeFileSync(file, "{");
    expect(runOnce("x")).to.deep.equal(["x"]);
  });

  it("can be emptied", () => {
    runOnce("x");
    new CompileCache(file, compiler().service).clear();
    expect(runOnce("x")).to.deep.equal(["x"]);
  });
});
