/** Something that costs, or saves, and is in no estimate. */
interface Omission {
  readonly statement: string;
  /** Types of resources without which it is of no interest; absent: it always is. */
  readonly about?: readonly string[];
}

const MACHINES = ["aws.ec2.Instance", "aws.autoscaling.Group"];

/** What an estimate leaves out, in plain words. */
export const OMISSIONS: readonly Omission[] = [
  { statement: "Taxes (in Japan AWS adds 10 per cent), savings plans and other discounts." },
  {
    statement:
      "Free allowances of an account, but for the first 100 GB out: they come once, however many stages share them.",
  },
  {
    statement:
      "CPU that burstable machines (t3, t3a, t4g) use beyond their credits: AWS lends and bills it by default.",
    about: MACHINES,
  },
  {
    statement: "Machines that are off for a while: every one counts as running all month, a bastion too.",
    about: MACHINES,
  },
  {
    statement:
      "The minutes for which a machine runs of which an image is made, and a second set of servers during a roll-out.",
    about: ["aws.ec2.AmiFromInstance"],
  },
  {
    statement:
      "Data between zones on other ways than to the NAT, such as from the load balancer to a web server elsewhere.",
    about: ["aws.elb.LoadBalancer"],
  },
  {
    statement: "Further addresses that the load balancer takes when it grows: at least one per zone is counted.",
    about: ["aws.elb.LoadBalancer"],
  },
  { statement: "Requests to S3: some cents a month for writing access logs.", about: ["aws.s3.Bucket"] },
  { statement: "Reading and searching logs.", about: ["aws.cloudwatch.LogGroup", "aws.s3.Bucket"] },
  { statement: "Where the state is kept: its bucket and its KMS key, the latter 1 USD a month." },
];
