import * as pulumi from "@pulumi/pulumi";

import { checkAccount } from "./preflight/account";
import { AlarmTopic } from "./monitoring";
import { Certificate, dueForRenewal } from "./certs";
import {
  Bastion,
  keptImageVersions,
  LoginKey,
  previousImageVersion,
  imageVersionOf,
  SessionManagerRole,
  WebImage,
  webUserData,
} from "./compute";
import { AmazonLinux } from "./lib/amazon-linux";
import { architectureOf, loadSettings, providerSettings, unknownInstanceTypes } from "./config";
import { keepAnswersOutOfDebugLog } from "./lib/debug-log";
import { AwsClients } from "./lib/aws";
import { queryAws } from "./preflight/preflight-check";
import { lastDeployment } from "./preflight/last-deployment";
import { AccessLogs, LoadBalancer } from "./loadbalancer";
import { hasHttpsListener } from "./preflight/https-listener";
import { WebGroup } from "./compute/web/web-group";
import { zoneSuffix, type StageName } from "./lib/naming";
import {
  trafficRules,
  adminRanges,
  FlowLogs,
  Nat,
  natProvider,
  natElasticIps,
  ownAllocationIds,
  ownAddresses,
  SecurityGroups,
  Vpc,
} from "./network";
import { findUnhealthyNatInstances } from "./preflight/unhealthy-nat-instances";
import { loginCommands, onceUpdated, present, type Outputs } from "./lib/outputs";
import { elasticIpQuota, networkChange, refuseSecondVpc, runPreflight, stageChecks } from "./preflight";

/** One stage, whole: settings first, then each part with the decisions and identities that it needs. */
export = async function deploy(): Promise<Outputs> {
  keepAnswersOutOfDebugLog();
  const settings = loadSettings();
  const { region, instanceTypes, protect, permissionsBoundary } = settings;
  for (const remark of unknownInstanceTypes(instanceTypes)) await pulumi.log.warn(remark);
  const stageName: StageName = { service: settings.serviceName, stage: settings.stage };
  const accountId = await checkAccount();
  const last = await lastDeployment();
  const userData = webUserData(settings.web.script);
  const imageVersion = imageVersionOf({
    userData,
    instanceType: instanceTypes.web,
    generation: settings.imageGeneration,
  });
  const imageVersions = keptImageVersions(imageVersion, last.webImageRecipes);
  const imageVersionInUse = settings.previousImage
    ? previousImageVersion(imageVersions, last.webImageRecipes)
    : imageVersion;
  const clients = new AwsClients(providerSettings(), () => Promise.resolve([accountId]));
  const natKind = natProvider(settings.nat);
  const natAddresses = ownAddresses(settings);
  const zoneSuffixes = settings.zones.map(({ name }) => zoneSuffix(name));
  const elasticIps = [
    ...(natAddresses === undefined
      ? natElasticIps("nat", natKind, { zoneSuffixes, perZone: settings.natPerZone })
      : []),
    ...(settings.bastion ? ["bastion"] : []),
  ];
  const [broken = new Map<string, string>(), has443 = false] = await Promise.all([
    queryAws("look for broken NAT instances", () => findUnhealthyNatInstances(stageName, clients)),
    settings.https
      ? queryAws("look for the load balancer's HTTPS listener", () => hasHttpsListener(stageName, clients))
      : undefined,
    runPreflight([
      ...stageChecks(
        { stageName, settings, accountId, userData, imageVersion, lastImageVersions: last.webImageRecipes },
        clients,
      ),
      elasticIpQuota({ stageName, region, logicalNames: elasticIps, lastPublicIps: last.publicIps }, clients),
      networkChange(
        { stageName, vpcId: last.vpcId },
        { ...settings, ownAddresses: await ownAllocationIds(settings) },
        clients,
      ),
    ]),
  ]);
  const detailedMonitoring = settings.alarms;

  // Network: the VPC, who may talk to whom in it.
  const checkCreation = () => refuseSecondVpc({ stageName, lastVpcId: last.vpcId }, clients);
  const vpc = new Vpc("vpc", {
    stageName,
    region,
    cidr: settings.vpcCidr,
    zones: settings.zones,
    protect,
    checkCreation,
  });
  // By its name, so that a new order in `zones` does not move what stands there.
  const firstZone = vpc.zones.reduce((one, other) => (other.suffix < one.suffix ? other : one));
  // Nothing is created before the VPC.
  await vpc.registered();
  const alarmTopicArn = settings.alarms
    ? new AlarmTopic("alarms", { stageName, email: settings.alarmEmail }).arn
    : undefined;
  if (settings.flowLogs) new FlowLogs("flow-logs", { stageName, vpcId: vpc.vpcId, permissionsBoundary });
  const access = new SecurityGroups("access", {
    stageName,
    vpcId: vpc.vpcId,
    table: trafficRules({
      http: settings.http,
      https: settings.https,
      bastion: settings.bastion,
      natHasSecurityGroup: natKind.hasSecurityGroup,
      natHasInternetEgress: natKind.hasInternetEgress,
    }),
    adminRanges: await adminRanges(settings.bastion ? settings.adminCidrs : []),
    privateCidrs: settings.zones.map(({ privateCidr }) => privateCidr),
    s3PrefixListId: vpc.s3Endpoint.prefixListId,
  });

  // What machines are made of, and how people get into them.
  const amazonLinux = new AmazonLinux("amazon-linux", {
    architectures: [...new Set(Object.values(instanceTypes).map(architectureOf))],
    generation: settings.imageGeneration,
  });
  const imageFor = (type: string) => amazonLinux.idOf(architectureOf(type));
  const loginKey =
    settings.access === "ssh" ? new LoginKey("login-key", { stageName, publicKey: settings.sshPublicKey }) : undefined;
  const sessionRole =
    settings.access === "ssm"
      ? new SessionManagerRole("session-manager", { stageName, region, permissionsBoundary })
      : undefined;
  const keyName = loginKey?.keyName;

  // The private subnets' way out.
  const nat = new Nat("nat", {
    stageName,
    design: natKind,
    zones: vpc.zones,
    perZone: settings.natPerZone,
    allocationIds: natAddresses,
    publicRouting: [...vpc.publicRouting, access],
    machine: {
      imageId: imageFor(instanceTypes.nat),
      instanceType: instanceTypes.nat,
      keyName,
      vpcCidr: settings.vpcCidr,
      detailedMonitoring,
      broken,
    },
    securityGroupId: () => access.idOf("nat"),
    alarmTopicArn,
    clients,
  });
  const privateEgress = [...nat.privateEgress, vpc.s3Endpoint, access];

  const bastion =
    settings.bastion && keyName !== undefined
      ? new Bastion("bastion", {
          stageName,
          subnetId: firstZone.publicSubnet.id,
          securityGroupId: access.idOf("bastion"),
          imageId: imageFor(instanceTypes.bastion),
          instanceType: instanceTypes.bastion,
          keyName,
          hours: settings.bastionHours,
          detailedMonitoring,
          publicRouting: vpc.publicRouting,
        })
      : undefined;

  // Web servers: one golden image, a group of machines made of it, and the load balancer before them.
  const webImage = new WebImage("web", {
    stageName,
    subnetId: firstZone.privateSubnet.id,
    securityGroupId: access.idOf("web"),
    baseImageId: imageFor(instanceTypes.web),
    instanceType: instanceTypes.web,
    keyName,
    userData,
    imageVersions,
    privateEgress,
    clients,
  });
  const { certificate } = settings;
  const made =
    settings.https && !("arn" in certificate)
      ? new Certificate("certificate", {
          stageName,
          certificate,
          renewed: await dueForRenewal(last.certificateExpiresAt, certificate),
        })
      : undefined;
  const certificateArn = "arn" in certificate ? certificate.arn : made?.arn;
  const accessLogs = settings.accessLogs
    ? new AccessLogs("access-logs", { stageName, region, keep: protect })
    : undefined;
  const loadBalancer = new LoadBalancer("load-balancer", {
    stageName,
    subnetIds: vpc.publicSubnetIds,
    securityGroupId: access.idOf("loadBalancer"),
    http: settings.http,
    https: settings.https && certificateArn !== undefined ? { certificateArn, hasListener: has443 } : undefined,
    accessLogsBucket: accessLogs?.bucket,
    alarmTopicArn,
    protect,
    publicRouting: vpc.publicRouting,
    clients,
  });
  if (made !== undefined && alarmTopicArn !== undefined) {
    made.alarm({ topicArn: alarmTopicArn, loadBalancerName: loadBalancer.loadBalancerName });
  }
  const webGroup = new WebGroup("web-group", {
    stageName,
    subnetIds: vpc.privateSubnetIds,
    securityGroupId: access.idOf("web"),
    loadBalancerName: loadBalancer.loadBalancerName,
    imageId: webImage.idOf(imageVersionInUse),
    instanceType: instanceTypes.web,
    keyName,
    instanceProfileArn: sessionRole?.instanceProfileArn,
    http: settings.http,
    min: settings.web.min,
    max: settings.web.max,
    alarmTopicArn,
    detailedMonitoring,
    privateEgress,
    clients,
  });

  return present({
    vpcId: vpc.vpcId,
    publicSubnetIds: vpc.publicSubnetIds,
    privateSubnetIds: vpc.privateSubnetIds,
    privateRouteTableIds: vpc.privateRouteTableIds,
    webSecurityGroupId: access.idOf("web"),
    natKind: settings.nat,
    natPublicIps: natKind.hasInternetEgress ? nat.publicIps : undefined,
    bastionPublicIp: bastion?.publicIp,
    ...(bastion === undefined ? {} : loginCommands(stageName, region, bastion.publicIp)),
    loadBalancerDnsName: loadBalancer.dnsName,
    httpUrl: loadBalancer.httpUrl,
    httpsUrl: onceUpdated(loadBalancer.httpsListener, loadBalancer.httpsUrl),
    autoScalingGroupName: webGroup.groupName,
    webImageId: webGroup.imageId,
    webImageRecipes: onceUpdated(webGroup.rollout, imageVersions),
    certificateArn: settings.https ? certificateArn : undefined,
    certificateExpiresAt: onceUpdated(loadBalancer.httpsListener, made?.expiresAt),
    sshPrivateKey: loginKey?.privateKey,
  });
};
