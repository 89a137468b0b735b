import type { Deletion } from "./deletion";
import { unlessGone } from "../errors";

export const loadBalancer: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteLoadBalancerCommand } = await import("@aws-sdk/client-elastic-load-balancing");
    await (await clients.elb()).send(new DeleteLoadBalancerCommand({ LoadBalancerName: id }));
  },
};

export const loadBalancerPolicy: Deletion = {
  delete: async ({ parentId = "", key = "" }, clients) => {
    const sdk = await import("@aws-sdk/client-elastic-load-balancing");
    const elb = await clients.elb();
    const described = await elb.send(new sdk.DescribeLoadBalancersCommand({ LoadBalancerNames: [parentId] }));
    // A policy that a listener uses cannot be deleted.
    for (const { Listener, PolicyNames = [] } of described.LoadBalancerDescriptions?.[0]?.ListenerDescriptions ?? []) {
      if (!PolicyNames.includes(key)) continue;
      await elb.send(
        new sdk.SetLoadBalancerPoliciesOfListenerCommand({
          LoadBalancerName: parentId,
          LoadBalancerPort: Listener?.LoadBalancerPort ?? 443,
          PolicyNames: PolicyNames.filter((name) => name !== key),
        }),
      );
    }
    await elb.send(new sdk.DeleteLoadBalancerPolicyCommand({ LoadBalancerName: parentId, PolicyName: key }));
  },
};

export const certificate: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteServerCertificateCommand } = await import("@aws-sdk/client-iam");
    await (await clients.iam()).send(new DeleteServerCertificateCommand({ ServerCertificateName: id }));
  },
  // A deleted load balancer gives it back a few minutes later.
  limitSeconds: 900,
};

export const acmCertificate: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteCertificateCommand } = await import("@aws-sdk/client-acm");
    await (await clients.acm()).send(new DeleteCertificateCommand({ CertificateArn: id }));
  },
  // As long as one of IAM.
  limitSeconds: 900,
};

export const record: Deletion = {
  delete: async ({ parentId, recordSet }, clients) => {
    const { ChangeResourceRecordSetsCommand } = await import("@aws-sdk/client-route-53");
    await (
      await clients.route53()
    ).send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: parentId,
        ChangeBatch: { Changes: [{ Action: "DELETE", ResourceRecordSet: recordSet }] },
      }),
    );
  },
};

export const instanceProfile: Deletion = {
  delete: async ({ id }, clients) => {
    const sdk = await import("@aws-sdk/client-iam");
    const iam = await clients.iam();
    const { InstanceProfile } = await iam.send(new sdk.GetInstanceProfileCommand({ InstanceProfileName: id }));
    for (const { RoleName } of InstanceProfile?.Roles ?? []) {
      await unlessGone(() =>
        iam.send(new sdk.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName: id, RoleName })),
      );
    }
    await iam.send(new sdk.DeleteInstanceProfileCommand({ InstanceProfileName: id }));
  },
};

export const rolePolicy: Deletion = {
  delete: async ({ parentId, key }, clients) => {
    const { DeleteRolePolicyCommand } = await import("@aws-sdk/client-iam");
    await (await clients.iam()).send(new DeleteRolePolicyCommand({ RoleName: parentId, PolicyName: key }));
  },
};

export const role: Deletion = {
  delete: async ({ id }, clients) => {
    const { DeleteRoleCommand } = await import("@aws-sdk/client-iam");
    await (await clients.iam()).send(new DeleteRoleCommand({ RoleName: id }));
  },
};
