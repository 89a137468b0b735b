import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { nameOf, tagsOf, type StageName } from "../lib/naming";
import type { AdminRange } from "./admin-ranges";
import { isRole, rolesOf, type Access, type Place, type Role, type Traffic } from "./traffic-rules";

/** Arguments of {@link SecurityGroups}. */
export interface SecurityGroupsArgs {
  readonly stageName: StageName;
  readonly vpcId: pulumi.Input<string>;
  /** Who may talk to whom; a security group is made for each role in it. */
  readonly table: readonly Access[];
  /** IPv4 ranges that may SSH to the bastion. */
  readonly adminRanges: readonly AdminRange[];
  readonly privateCidrs: readonly string[];
  /** The prefix list of S3 in the region. */
  readonly s3PrefixListId: pulumi.Input<string>;
}

/** A place in names, and in descriptions (AWS takes ASCII, at most 255 characters). */
const WORDS: Record<Place, { readonly key: string; readonly text: string }> = {
  loadBalancer: { key: "loadbalancer", text: "load balancer" },
  web: { key: "web", text: "web servers" },
  bastion: { key: "bastion", text: "bastion" },
  nat: { key: "nat", text: "NAT instance" },
  anyone: { key: "anyone", text: "anyone" },
  adminCidrs: { key: "admin", text: "administrators" },
  privateSubnets: { key: "private", text: "private subnets" },
  s3: { key: "s3", text: "S3 in this region" },
};

/** The other end of a rule, and what tells it from further ends of the same rule in a logical name. */
interface Peer {
  readonly key?: string;
  /** Keys that it had in earlier versions. */
  readonly formerKeys?: readonly string[];
  readonly where:
    | { readonly referencedSecurityGroupId: pulumi.Input<string> }
    | { readonly cidrIpv4: pulumi.Input<string> }
    | { readonly prefixListId: pulumi.Input<string> };
}

/**
 * One security group per role and, from the access table, one rule resource for each permission:
 * an egress rule where it starts and an ingress rule where it ends. No rule stands inside a group,
 * since inline rules and rule resources undo each other.
 */
export class SecurityGroups extends pulumi.ComponentResource {
  private readonly groups: ReadonlyMap<Role, aws.ec2.SecurityGroup>;

  constructor(
    private readonly name: string,
    private readonly args: SecurityGroupsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("minimal-secure-web:network:SecurityGroups", name, {}, opts);
    this.groups = new Map(rolesOf(args.table).map((role) => [role, this.createGroup(role)]));
    for (const { from, to, traffic } of args.table) {
      for (const what of traffic) {
        if (isRole(from)) this.createRules("egress", from, to, what);
        if (isRole(to)) this.createRules("ingress", to, from, what);
      }
    }
    this.registerOutputs({});
  }

  /**
   * The id of a role's security group.
   * @throws Error when the access table does not speak of the role.
   */
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
        vpcId: this.args.vpcId,
        // Description, name and VPC cannot change: AWS would make a new group.
        description: `What the ${text} may send and receive`,
        tags: tagsOf(this.args.stageName, this.groupName(role)),
      },
      { parent: this },
    );
  }

  private createRules(direction: "ingress" | "egress", role: Role, place: Place, what: Traffic): void {
    const Rule = direction === "ingress" ? aws.vpc.SecurityGroupIngressRule : aws.vpc.SecurityGroupEgressRule;
    const way = direction === "ingress" ? "from" : "to";
    for (const peer of this.peers(place)) {
      const keyWith = (peerKey: string | undefined) =>
        [way, WORDS[place].key, peerKey, portKey(what)].filter((part) => part !== undefined).join("-");
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
          description: `${what.label} ${way} ${WORDS[place].text}`,
          tags: tagsOf(this.args.stageName, `${this.groupName(role)}-${key}`),
        },
        { parent: this, ...(aliases === undefined ? {} : { aliases }) },
      );
    }
  }

  private groupName(role: Role): string {
    return nameOf(this.args.stageName, { prefix: "securitygroup", suffix: WORDS[role].key });
  }

  private peers(place: Place): readonly Peer[] {
    if (isRole(place)) return [{ where: { referencedSecurityGroupId: this.idOf(place) } }];
    switch (place) {
      case "anyone":
        return [{ where: { cidrIpv4: "0.0.0.0/0" } }];
      case "s3":
        return [{ where: { prefixListId: this.args.s3PrefixListId } }];
      case "privateSubnets":
        // A range's own text names its rule, so that removing one does not touch the rest.
        return this.args.privateCidrs.map((cidr) => ({ key: cidr, where: { cidrIpv4: cidr } }));
      case "adminCidrs":
        return this.args.adminRanges.map(({ cidr, ...keys }) => ({ ...keys, where: { cidrIpv4: cidr } }));
      default:
        throw new Error(`nobody knows the place "${String(place satisfies never)}"`);
    }
  }
}

function portKey(what: Traffic): string {
  return what.protocol === "tcp" ? `tcp${what.fromPort}` : what.label;
}
