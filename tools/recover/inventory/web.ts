import type { ACMClient } from "@aws-sdk/client-acm";
import type { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import type { ElasticLoadBalancingClient, LoadBalancerDescription } from "@aws-sdk/client-elastic-load-balancing";
import type { IAMClient } from "@aws-sdk/client-iam";

import { allPages } from "../../../lib/aws";
import { namePrefixOf } from "../../../lib/naming";
import { aliasTarget } from "../../../lib/dns-name";
import { readEach } from "../errors";
import { partId } from "../types";
import type { ReadItem } from "./link";
import { hasStageTags, nameIn, type Scope, type Tag } from "./scope";

function item(type: ReadItem["type"], id: string, tags: readonly Tag[] | undefined, scope: Scope): ReadItem {
  return { type, id, aliases: [], name: nameIn(tags) || id, tagged: hasStageTags(tags, scope), usedBy: [] };
}

/**
 * Names of AWS's own policies. A new HTTPS listener gets one, which stays with the load balancer.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-security-policy-table.html
 */
const PREDEFINED = /^ELB(?:SecurityPolicy|Sample)-/;

/** The most names that DescribeTags takes. */
const TAGS_AT_ONCE = 20;

/** Classic load balancers in the stage's VPCs or with its tags, and their own policies. */
export async function readLoadBalancers(elb: ElasticLoadBalancingClient, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-elastic-load-balancing");
  const all: LoadBalancerDescription[] = [];
  let Marker: string | undefined;
  do {
    const page = await elb.send(new sdk.DescribeLoadBalancersCommand(Marker === undefined ? {} : { Marker }));
    all.push(...(page.LoadBalancerDescriptions ?? []));
    Marker = page.NextMarker;
  } while (Marker !== undefined && Marker !== "");
  const tags = new Map<string, readonly Tag[]>();
  for (let index = 0; index < all.length; index += TAGS_AT_ONCE) {
    const LoadBalancerNames = all
      .slice(index, index + TAGS_AT_ONCE)
      .map(({ LoadBalancerName = "" }) => LoadBalancerName);
    const { TagDescriptions = [] } = await elb.send(new sdk.DescribeTagsCommand({ LoadBalancerNames }));
    for (const { LoadBalancerName = "", Tags = [] } of TagDescriptions) tags.set(LoadBalancerName, Tags);
  }
  return all.flatMap((balancer) => itemsOfBalancer(balancer, tags.get(balancer.LoadBalancerName ?? ""), scope));
}

function itemsOfBalancer(
  balancer: LoadBalancerDescription,
  tags: readonly Tag[] | undefined,
  scope: Scope,
): readonly ReadItem[] {
  const { LoadBalancerName: id = "", VPCId: vpcId = "", DNSName = "", Policies, ListenerDescriptions = [] } = balancer;
  const certificates = ListenerDescriptions.flatMap(({ Listener }) => Listener?.SSLCertificateId ?? []);
  // Others may use a certificate, which is then not deleted: they are part of the answer, but not of the stage.
  const read: ReadItem = {
    ...{ ...item("aws.elb.LoadBalancer", id, tags, scope), vpcId, aliases: [aliasTarget(DNSName)] },
    uses: [...certificates, ...(balancer.SecurityGroups ?? []), ...(balancer.Subnets ?? [])],
  };
  const sticky = (Policies?.LBCookieStickinessPolicies ?? []).flatMap(({ PolicyName }) => PolicyName ?? []);
  const own = (Policies?.OtherPolicies ?? []).filter((name) => !PREDEFINED.test(name));
  const policies = [...own, ...sticky].map((name) => ({
    ...{ ...item("aws.elb.LoadBalancerPolicy", partId(id, name), [], scope), vpcId, parentId: id, key: name, name },
  }));
  return [read, ...policies];
}

/** Auto Scaling groups with the stage's tags, and their policies. */
export async function readGroups(autoScaling: AutoScalingClient, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-auto-scaling");
  const pages = await allPages((token) => autoScaling.send(new sdk.DescribeAutoScalingGroupsCommand(token)));
  const groups = pages
    .flatMap(({ AutoScalingGroups = [] }) => AutoScalingGroups)
    .filter(({ Tags }) => hasStageTags(Tags, scope));
  const parts = await readEach(
    groups,
    async ({ AutoScalingGroupName: id = "", Tags, LaunchTemplate, LoadBalancerNames = [], Status }) => {
      const policyPages = await allPages((token) =>
        autoScaling.send(new sdk.DescribePoliciesCommand({ AutoScalingGroupName: id, ...token })),
      );
      const group = {
        ...{ ...item("aws.autoscaling.Group", id, Tags, scope), name: id },
        // Only a group that is being deleted has a status.
        ...(Status === undefined || Status === "" ? {} : { isEnding: true as const }),
        uses: [...LoadBalancerNames, ...(LaunchTemplate?.LaunchTemplateId ?? "").split(",")],
      };
      const found = policyPages.flatMap(({ ScalingPolicies = [] }) => ScalingPolicies);
      const policies = found.map(({ PolicyName: name = "" }) => ({
        ...{ ...item("aws.autoscaling.Policy", partId(id, name), [], scope), parentId: id, key: name, name },
      }));
      return [group, ...policies];
    },
  );
  return parts.flat();
}

/** Certificates of ACM with the stage's tags. */
export async function readAcmCertificates(acm: ACMClient, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-acm");
  const pages = await allPages((token) => acm.send(new sdk.ListCertificatesCommand(token)));
  const arns = pages.flatMap(({ CertificateSummaryList = [] }) =>
    CertificateSummaryList.flatMap(({ CertificateArn }) => CertificateArn ?? []),
  );
  const certificates = await readEach(arns, async (CertificateArn) => {
    const { Tags = [] } = await acm.send(new sdk.ListTagsForCertificateCommand({ CertificateArn }));
    return item("aws.acm.Certificate", CertificateArn, Tags, scope);
  });
  return certificates.filter(({ tagged }) => tagged);
}

/** Server certificates, roles and instance profiles of the stage. IAM finds none by tags, so names come first. */
export async function readIam(iam: IAMClient, scope: Scope): Promise<readonly ReadItem[]> {
  const [certificates, roles, profiles] = await Promise.all([
    readCertificates(iam, scope),
    readRoles(iam, scope),
    readProfiles(iam, scope),
  ]);
  return [
    ...certificates,
    ...roles.items,
    ...profiles.filter(({ uses = [] }) => !uses.some((role) => roles.elsewhere.has(role))),
  ];
}

/** IAM's marker as the token of a page. */
async function iamPages<Page extends { readonly Marker?: string | undefined }>(
  page: (marker: { Marker?: string }) => Promise<Page>,
): Promise<readonly Page[]> {
  return allPages(async ({ NextToken }) => {
    const read = await page(NextToken === undefined ? {} : { Marker: NextToken });
    return { ...read, NextToken: read.Marker };
  });
}

async function readCertificates(iam: IAMClient, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-iam");
  const pages = await iamPages((marker) => iam.send(new sdk.ListServerCertificatesCommand(marker)));
  const prefix = namePrefixOf(scope, "certificate");
  const certificates = pages
    .flatMap(({ ServerCertificateMetadataList = [] }) => ServerCertificateMetadataList)
    .filter(({ ServerCertificateName: name = "" }) => name.startsWith(prefix));
  return readEach(certificates, async ({ ServerCertificateName: name = "", ServerCertificateId = "", Arn = "" }) => {
    const tagPages = await iamPages((marker) =>
      iam.send(new sdk.ListServerCertificateTagsCommand({ ServerCertificateName: name, ...marker })),
    );
    const tags = tagPages.flatMap(({ Tags = [] }) => Tags);
    return { ...item("aws.iam.ServerCertificate", name, tags, scope), aliases: [ServerCertificateId, Arn] };
  }).then((items) => items.filter(({ tagged }) => tagged));
}

/** Roles are global: `elsewhere` has the names of those that were last used in another region. */
async function readRoles(
  iam: IAMClient,
  scope: Scope,
): Promise<{ readonly items: readonly ReadItem[]; readonly elsewhere: ReadonlySet<string> }> {
  const sdk = await import("@aws-sdk/client-iam");
  const pages = await iamPages((marker) => iam.send(new sdk.ListRolesCommand(marker)));
  const names = pages.flatMap(({ Roles = [] }) => Roles.map(({ RoleName = "" }) => RoleName));
  const elsewhere = new Set<string>();
  const prefixes = ["flowlogs", "session", "files", "web"].map((what) => namePrefixOf(scope, what));
  const parts = await readEach(
    names.filter((name) => prefixes.some((prefix) => name.startsWith(prefix))),
    async (name) => {
      const [{ Role }, policyPages] = await Promise.all([
        iam.send(new sdk.GetRoleCommand({ RoleName: name })),
        iamPages((marker) => iam.send(new sdk.ListRolePoliciesCommand({ RoleName: name, ...marker }))),
      ]);
      const { Region = scope.region } = Role?.RoleLastUsed ?? {};
      if (Region !== scope.region) {
        elsewhere.add(name);
        return [];
      }
      const role = { ...item("aws.iam.Role", name, Role?.Tags, scope), aliases: [Role?.Arn ?? ""] };
      const policyNames = policyPages.flatMap(({ PolicyNames = [] }) => PolicyNames);
      const policies = policyNames.map((policy) => ({
        ...{ ...item("aws.iam.RolePolicy", partId(name, policy), [], scope), parentId: name, key: policy },
        name: policy,
      }));
      return role.tagged ? [role, ...policies] : [];
    },
  );
  return { items: parts.flat(), elsewhere };
}

async function readProfiles(iam: IAMClient, scope: Scope): Promise<readonly ReadItem[]> {
  const sdk = await import("@aws-sdk/client-iam");
  const pages = await iamPages((marker) => iam.send(new sdk.ListInstanceProfilesCommand(marker)));
  const profiles = pages
    .flatMap(({ InstanceProfiles = [] }) => InstanceProfiles)
    .filter(({ InstanceProfileName: name = "" }) =>
      ["session", "files", "web"].some((what) => name.startsWith(namePrefixOf(scope, what))),
    );
  return readEach(profiles, async ({ InstanceProfileName: name = "", Arn = "", Roles = [] }) => {
    const { InstanceProfile } = await iam.send(new sdk.GetInstanceProfileCommand({ InstanceProfileName: name }));
    return {
      ...{ ...item("aws.iam.InstanceProfile", name, InstanceProfile?.Tags, scope), aliases: [Arn] },
      uses: Roles.map(({ RoleName = "" }) => RoleName),
    };
  }).then((items) => items.filter(({ tagged }) => tagged));
}
