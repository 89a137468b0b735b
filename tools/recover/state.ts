import { shortType } from "../../offline/recording";

/** A resource of the AWS provider in the state. */
export interface StateResource {
  /** Such as `aws.ec2.Vpc`. */
  readonly type: string;
  readonly urn: string;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** An operation that had begun when Pulumi ended, and whose end it did not record. */
export interface PendingOperation {
  /** `creating`, `updating`, `deleting`, `reading` or `importing`. */
  readonly kind: string;
  readonly type: string;
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** What recovery needs of a stack's state. Secret values in it stay encrypted. */
export interface State {
  readonly resources: readonly StateResource[];
  readonly pending: readonly PendingOperation[];
  /** When Pulumi last wrote it, in milliseconds. */
  readonly writtenAt: number;
}

/** The state of a stack that does not exist, or that has never been deployed. */
export const NO_STATE: State = { resources: [], pending: [], writtenAt: 0 };

interface Exported {
  readonly deployment?: {
    readonly manifest?: { readonly time?: string };
    readonly resources?: readonly ExportedResource[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: ExportedResource }[];
  };
}

interface ExportedResource {
  readonly urn: string;
  readonly type: string;
  readonly custom?: boolean;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/**
 * Reads the output of `pulumi stack export`.
 * @throws SyntaxError when it is not JSON
 */
export function parseState(text: string): State {
  const { deployment = {} } = JSON.parse(text) as Exported;
  const { resources = [], pending_operations: pending = [], manifest } = deployment;
  return {
    resources: resources
      .filter(({ custom, id }) => custom === true && id !== undefined)
      .map(({ urn, type, id = "", inputs = {}, outputs = {} }) => ({
        type: shortType(type),
        urn,
        id,
        inputs,
        outputs,
      })),
    pending: pending.map(({ type: kind, resource: { urn, type, inputs = {} } }) => ({
      ...{ kind, urn, inputs },
      type: shortType(type),
    })),
    writtenAt: Date.parse(manifest?.time ?? "") || 0,
  };
}

/** The logical name at the end of a URN. */
export function logicalName(urn: string): string {
  return urn.split("::").at(-1) ?? urn;
}
