import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { nameOf, tagsOf } from "../lib/naming";
import type { StageContext } from "../lib/stage-context";

import type { AdminRange } from "./admin-ranges";
import { deleteTimeout } from "./delete-timeout";
import { isRole, rolesOf, type Endpoint, type Role, type Traffic, type TrafficRule } from "./traffic-rules";
import type { Vpc } from "./vpc";

export interface SecurityGroupsArgs {
  readonly context: StageContext;
  readonly vpc: Pick<Vpc, "vpcId" | "privateCidrs"> & {
    readonly s3Endpoint: { readonly prefixListId: pulumi.Input<string> };
  };
  /** Each role in the rules gets a security group. */
  readonly rules: readonly TrafficRule[];
  readonly admins: readonly AdminRange[];
}

/** An endpoint in names, and in descriptions (AWS takes ASCII, at most 255 characters). */
const WORDS: Record<Endpoint, { readonly key: string; readonly text: string }> = {
  loadBalancer: { key: "loadbalancer", text: "load balancer" },
  web: { key: "web", text: "web servers" },
  bastion: { key: "bastion", text: "bastion" },
  nat: { key: "nat", text: "NAT instance" },
  internet: { key: "anyone", text: "anyone" },
  adminCidrs: { key: "admin", text: "administrators" },
  privateSubnets: { key: "private", text: "private subnets" },
  s3: { key: "s3", text: "S3 in this region" },
};

interface Peer {
  /** Distinguishes it from other ends of the same traffic rule in a logical name. */
  readonly key?: string;
  /** Keys in earlier versions of the program. */
  readonly formerKeys?: readonly string[];
  readonly where:
    | { readonly referencedSecurityGroupId: pulumi.Input<string> }
    | { readonly cidrIpv4: pulumi.Input<string> }
    | { readonly prefixListId: pulumi.Input<string> };
}

/**
 * One security group per role. Each traffic rule becomes rule resources: an egress rule where it starts and an ingress
 * rule where it ends. Groups have no inline rules, since those and rule resources overwrite each other.
 */
export class SecurityGroups extends pulumi.ComponentResource {
  private readonly groups: ReadonlyMap<Role, aws.ec2.SecurityGroup>;

  constructor(
    private readonly name: string,
    private readonly args: SecurityGroupsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:network:SecurityGroups", name, {}, opts);
    this.groups = new Map(rolesOf(args.rules).map((role) => [role, this.createGroup(role)]));
    for (const { from, to, traffic } of args.rules) {
      for (const what of traffic) {
        if (isRole(from)) this.createRules("egress", from, to, what);
        if (isRole(to)) this.createRules("ingress", to, from, what);
      }
    }
    this.registerOutputs({});
  }

  /** @throws Error when no traffic rule names the role */
  idOf(role: Role): pulumi.Output<string> {
    const group = this.groups.get(role);
    if (group === undefined) throw new Error(`there is no security group for "${role}"`);
    return group.id;
  }

  private createGroup(role: Role): aws.ec2.SecurityGroup {
    const { key, text } = WORDS[role];
    return new aws.ec2.SecurityGroup(
      `${this.name}-${key}`,
      {
        vpcId: this.args.vpc.vpcId,
        // A new description, name or VPC would replace the group.
        description: `What the ${text} may send and receive`,
        tags: tagsOf(this.args.context.stageName, this.groupName(role)),
      },
      { parent: this, ...deleteTimeout },
    );
  }

  private createRules(direction: "ingress" | "egress", role: Role, endpoint: Endpoint, what: Traffic): void {
    const Rule = direction === "ingress" ? aws.vpc.SecurityGroupIngressRule : aws.vpc.SecurityGroupEgressRule;
    const way = direction === "ingress" ? "from" : "to";
    for (const peer of this.peers(endpoint)) {
      const keyWith = (peerKey: string | undefined) =>
        [way, WORDS[endpoint].key, peerKey, portKey(what)].filter((part) => part !== undefined).join("-");
      const logicalName = (key: string) => `${this.name}-${WORDS[role].key}-${key}`;
      const key = keyWith(peer.key);
      const aliases = peer.formerKeys?.map((former) => ({ name: logicalName(keyWith(former)) }));
      new Rule(
        logicalName(key),
        {
          securityGroupId: this.idOf(role),
          ...peer.where,
          ipProtocol: what.protocol,
          fromPort: what.fromPort,
          toPort: what.toPort,
          description: `${what.label} ${way} ${WORDS[endpoint].text}`,
          tags: tagsOf(this.args.context.stageName, `${this.groupName(role)}-${key}`),
        },
        { parent: this, ...(aliases === undefined ? {} : { aliases }) },
      );
    }
  }

  private groupName(role: Role): string {
    return nameOf(this.args.context.stageName, { prefix: "securitygroup", suffix: WORDS[role].key });
  }

  private peers(endpoint: Endpoint): readonly Peer[] {
    if (isRole(endpoint)) return [{ where: { referencedSecurityGroupId: this.idOf(endpoint) } }];
    switch (endpoint) {
      case "internet":
        return [{ where: { cidrIpv4: "0.0.0.0/0" } }];
      case "s3":
        return [{ where: { prefixListId: this.args.vpc.s3Endpoint.prefixListId } }];
      case "privateSubnets":
        // The range is part of its rule's name, so that removing one leaves the others unchanged.
        return this.args.vpc.privateCidrs.map((cidr) => ({ key: cidr, where: { cidrIpv4: cidr } }));
      case "adminCidrs":
        return this.args.admins.map(({ cidr, ...keys }) => ({ ...keys, where: { cidrIpv4: cidr } }));
      default:
        throw new Error(`unknown endpoint "${String(endpoint satisfies never)}"`);
    }
  }
}

const portKey = (what: Traffic): string => (what.protocol === "tcp" ? `tcp${what.fromPort}` : what.label);
