/** How much a stage is used in a month: what its resources do not say. */
export interface Usage {
  /** GB that web servers send to the internet through the load balancer. */
  readonly gbOut: number;
  /** GB that come from the internet through the load balancer: requests and uploads. */
  readonly gbIn: number;
  /** GB through the NAT, whichever way: updates, calls of other services. Packages of Amazon Linux are not among them. */
  readonly gbNat: number;
  /** GB of those that go out to the internet. */
  readonly gbNatOut: number;
  /** GB of flow logs, where they are on. Only refused connections are logged. */
  readonly gbFlowLogs: number;
  /** GB of access logs, where they are on: some 400 bytes a request. */
  readonly gbAccessLogs: number;
  /** E-mails about alarms, where somebody gets them. */
  readonly emails: number;
}

/** A small site: 25,000 pages of 2 MB a month. */
export const DEFAULT_USAGE: Usage = {
  gbOut: 50,
  gbIn: 5,
  gbNat: 5,
  gbNatOut: 1,
  gbFlowLogs: 1,
  gbAccessLogs: 1,
  emails: 50,
};
