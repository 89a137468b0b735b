import { randomUUID } from "node:crypto";

import { element, type XmlElement } from "../../xml";

/** A scaling activity of a group. */
interface Activity {
  readonly id: string;
  readonly group: string;
  readonly description: string;
  readonly cause: string;
  readonly started: string;
  ended: string | undefined;
}

/** What Auto Scaling has done, the newest first. */
export class Activities {
  private readonly all: Activity[] = [];

  /** Ends earlier activities of the same description. */
  end(description: string): void {
    const activity = this.all.find((one) => one.description === description && one.ended === undefined);
    if (activity !== undefined) activity.ended = new Date().toISOString();
  }

  launching(group: string, instanceId: string, cause: string): void {
    this.begin(group, `Launching a new EC2 instance: ${instanceId}`, `an instance was ${cause}`);
  }

  terminating(group: string, instanceId: string, cause: string): void {
    this.begin(group, `Terminating EC2 instance: ${instanceId}`, `an instance was taken out of service ${cause}`);
  }

  /** A group's activities, as members of `Activities`. */
  toXml(group: string | undefined): XmlElement[] {
    return this.all.filter((one) => group === undefined || one.group === group).map(toXml);
  }

  private begin(group: string, description: string, cause: string): void {
    const started = new Date().toISOString();
    const at = started.replace(/\.\d+/, "");
    this.all.unshift({
      ...{ id: randomUUID(), group, description, started, ended: undefined },
      cause: `At ${at} ${cause}.`,
    });
  }
}

function toXml({ id, group, description, cause, started, ended }: Activity): XmlElement {
  return element("member", [
    element("ActivityId", id),
    element("AutoScalingGroupName", group),
    element("Description", description),
    element("Cause", cause),
    element("StartTime", started),
    ...(ended === undefined ? [] : [element("EndTime", ended)]),
    element("StatusCode", ended === undefined ? "InProgress" : "Successful"),
    element("Progress", ended === undefined ? "50" : "100"),
  ]);
}
