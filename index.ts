import { listenerCertificate } from "./certs";
import { Bastion, createLogin, loginCommands, planServers, WebGroup, WebImage } from "./compute";
import { loadSettings } from "./config";
import { AmazonLinux } from "./lib/amazon-linux";
import { keepSecretsOutOfDebugLog } from "./lib/debug-log";
import { onceUpdated, present, type Outputs } from "./lib/outputs";
import { AccessLogs, LoadBalancer } from "./loadbalancer";
import { withAlarmTopic } from "./monitoring";
import { adminRanges, FlowLogs, Nat, natProvider, SecurityGroups, trafficRules, Vpc } from "./network";
import { preflight, readLastDeployment } from "./preflight";

/** A whole stage. Each component gets its group of settings, the stage's context and the components that it uses. */
export = async function deploy(): Promise<Outputs> {
  keepSecretsOutOfDebugLog();
  const settings = loadSettings();
  const last = await readLastDeployment();
  const plan = planServers(settings, last.imageVersions);
  const { checkVpcCreation, unhealthyNatInstances, hasHttpsListener, ...found } = await preflight(settings, last, plan);

  const vpc = new Vpc("vpc", { context: found.context, settings: settings.network, checkVpcCreation });
  await vpc.registered(); // Nothing is created before the VPC.
  const context = withAlarmTopic(found.context, settings.monitoring);
  if (settings.network.flowLogs) new FlowLogs("flow-logs", { context, vpc });

  const provider = natProvider(settings.nat.kind);
  const rules = trafficRules({ loadBalancer: settings.loadBalancer, bastion: settings.bastion, nat: provider });
  const admins = await adminRanges(settings.bastion);
  const securityGroups = new SecurityGroups("access", { context, vpc, rules, admins });
  const amazonLinux = new AmazonLinux("amazon-linux", settings.amazonLinux);
  const login = createLogin(context, settings.login);
  const stage = { context, vpc, securityGroups, amazonLinux, login };
  const nat = new Nat("nat", { ...stage, settings: settings.nat, provider, unhealthyNatInstances });
  const privateEgress = [...nat.privateEgress, vpc.s3Endpoint, securityGroups];
  const bastion = settings.bastion.enabled
    ? new Bastion("bastion", { ...stage, settings: settings.bastion })
    : undefined;
  const webImage = new WebImage("web", { ...stage, settings: settings.web, plan, privateEgress });
  const certificate = await listenerCertificate("certificate", { ...stage, settings: settings.loadBalancer, last });
  const accessLogs = settings.loadBalancer.accessLogs ? new AccessLogs("access-logs", { context }) : undefined;
  const loadBalancer = new LoadBalancer("load-balancer", {
    ...stage,
    settings: settings.loadBalancer,
    certificate,
    hasHttpsListener,
    accessLogs,
  });
  certificate?.createDependents?.(loadBalancer);

  const webServers = new WebGroup("web-group", {
    ...stage,
    settings: settings.web,
    imageId: webImage.idOf(plan.inUse),
    loadBalancer,
    visitors: settings.loadBalancer,
    privateEgress,
  });

  return present({
    vpcId: vpc.vpcId,
    publicSubnetIds: vpc.publicSubnetIds,
    privateSubnetIds: vpc.privateSubnetIds,
    privateRouteTableIds: vpc.privateRouteTableIds,
    webSecurityGroupId: securityGroups.idOf("web"),
    natKind: settings.nat.kind,
    natPublicIps: provider.hasInternetEgress ? nat.publicIps : undefined,
    bastionPublicIp: bastion?.publicIp,
    ...(bastion && loginCommands(context, bastion.publicIp)),
    loadBalancerDnsName: loadBalancer.dnsName,
    loadBalancerZoneId: loadBalancer.zoneId,
    httpUrl: loadBalancer.httpUrl,
    httpsUrl: onceUpdated(loadBalancer.httpsListener, loadBalancer.httpsUrl),
    siteUrl: onceUpdated(loadBalancer.httpsListener, certificate?.siteUrl),
    autoScalingGroupName: webServers.groupName,
    webImageId: webServers.imageId,
    webImageRecipes: onceUpdated(webServers.rollout, plan.versions),
    certificateArn: certificate?.arn,
    certificateExpiresAt: onceUpdated(loadBalancer.httpsListener, certificate?.expiresAt),
    sshPrivateKey: login.privateKey,
  });
};
