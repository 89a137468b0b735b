import type { StageSettings } from "../support/stage-settings";

export type Stage = "stg" | "prod";

/** A command that changes a stage, and meets faults. */
export interface Change {
  readonly name: string;
  readonly command: "up" | "destroy";
  /** Changed before the command. */
  readonly settings: StageSettings;
  /** The name of the change that takes it back: a lifecycle without one leaves out both. */
  readonly pair?: string;
}

/** A script for the web servers, in the copy of the project. */
export const SCRIPT = { file: "survey.sh", text: "#!/bin/sh\necho second\n" };

const A = { name: "ap-northeast-1a", publicCidr: "10.0.0.0/24", privateCidr: "10.0.1.0/24" };
const C = { name: "ap-northeast-1c", publicCidr: "10.0.2.0/24", privateCidr: "10.0.3.0/24" };
const D = { name: "ap-northeast-1d", publicCidr: "10.0.4.0/24", privateCidr: "10.0.5.0/24" };

/** Settings for the whole lifecycle of a stage: an error for ever ends a command after three attempts, not after the 12 of Pulumi.yaml. */
const SETTINGS: Readonly<Record<Stage, StageSettings>> = {
  stg: { "aws:maxRetries": 3 },
  prod: { "aws:maxRetries": 3, protect: false },
};

const ZONES = { stg: [A], prod: [A, C] } as const;

function natSwitch(from: string, to: string): readonly Change[] {
  const [there, back] = [`NAT ${from} to ${to}`, `NAT ${to} to ${from}`];
  return [
    { name: there, command: "up", settings: { nat: to }, pair: back },
    { name: back, command: "up", settings: { nat: from }, pair: there },
  ];
}

/** The changes in the lifecycle of a stage, in their order. All but the new image leave the account as it was before. */
export function changesOf(stage: Stage): readonly Change[] {
  const zones = ZONES[stage];
  const switches = stage === "stg" ? natSwitch("instance", "gateway") : natSwitch("gateway", "instance");
  return [
    { name: "deployment", command: "up", settings: SETTINGS[stage] },
    ...switches,
    {
      ...{ name: "zone added", command: "up", pair: "zone removed" },
      settings: { zones: [...zones, stage === "stg" ? C : D] },
    },
    { name: "zone removed", command: "up", settings: { zones }, pair: "zone added" },
    { name: "new certificate", command: "up", settings: { certificate: { generation: 2 } } },
    {
      ...{ name: "new web image", command: "up" },
      settings: { web: { ...(stage === "stg" ? { min: 1, max: 1 } : { min: 2, max: 4 }), script: SCRIPT.file } },
    },
    { name: "destroy", command: "destroy", settings: {} },
  ];
}
