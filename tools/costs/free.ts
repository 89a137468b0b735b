/**
 * Types of resources that cost nothing, whatever is done with them. What passes through some of them costs, and is
 * charged where it leaves: see `charges/`.
 */
export const FREE: ReadonlySet<string> = new Set([
  // Networks and their rules.
  "aws.ec2.DefaultSecurityGroup",
  "aws.ec2.RouteTable",
  "aws.ec2.RouteTableAssociation",
  "aws.ec2.SecurityGroup",
  "aws.ec2.Subnet",
  "aws.ec2.Vpc",
  "aws.vpc.SecurityGroupEgressRule",
  "aws.vpc.SecurityGroupIngressRule",
  // What machines are made of: they are charged where they run.
  "aws.ec2.KeyPair",
  "aws.ec2.LaunchTemplate",
  // Parts of the load balancer.
  "aws.elb.ListenerPolicy",
  "aws.elb.LoadBalancerPolicy",
  // Who may do what.
  "aws.iam.InstanceProfile",
  "aws.iam.Role",
  "aws.iam.RolePolicy",
  "aws.iam.ServerCertificate",
  // Settings of a bucket.
  "aws.s3.BucketLifecycleConfiguration",
  "aws.s3.BucketOwnershipControls",
  "aws.s3.BucketPolicy",
  "aws.s3.BucketPublicAccessBlock",
  "aws.s3.BucketServerSideEncryptionConfiguration",
  // CloudWatch's messages to it are within what is free for ever; sending them on is charged at the subscription.
  "aws.sns.Topic",
  // What exists in the state only.
  "pulumi.Stash",
  "tls.PrivateKey",
  "tls.SelfSignedCert",
]);
