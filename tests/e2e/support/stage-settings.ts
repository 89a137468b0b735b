import * as fs from "node:fs";
import * as path from "node:path";

import { parse, stringify } from "yaml";

import type { EmulatedStage } from "./emulated-stage";

/** Settings of a stage file by key; undefined removes one. */
export type StageSettings = Readonly<Record<string, unknown>>;

/** Changes settings in the stage file of the copy at once, without a `pulumi` command for each. */
export function changeSettings(stage: EmulatedStage, name: string, settings: StageSettings): void {
  const file = `Pulumi.${name}.yaml`;
  const document = parse(fs.readFileSync(path.join(stage.project, file), "utf8")) as {
    config: Record<string, unknown>;
  };
  for (const [key, value] of Object.entries(settings)) {
    const full = key.includes(":") ? key : `minimal-secure-web:${key}`;
    if (value === undefined) Reflect.deleteProperty(document.config, full);
    else document.config[full] = value;
  }
  stage.write(file, stringify(document));
}
