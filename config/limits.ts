/** An ELB's name is the shortest of all names: https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_CreateLoadBalancer.html */
export const MAX_LOAD_BALANCER_NAME = 32;

/** A bastion is for hours; one that must stay longer than a year is set to 0 = never. */
export const MAX_BASTION_HOURS = 8760;

/** Far above what a minimal environment needs, far below what a slip of the finger costs. */
export const MAX_WEB_SERVERS = 100;

/**
 * Half of EC2's 16,384 bytes of user data, so that the program's own script always fits before the user's:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
export const MAX_SCRIPT_BYTES = 8192;

/** The tutorial's ten years. RSA of 2048 bits is not meant for longer (NIST SP 800-57). */
export const MAX_VALIDITY_DAYS = 3650;

/** X.520's upper bound of a common name (RFC 5280, appendix A.1). */
export const MAX_COMMON_NAME = 64;

/** Widest public range that may reach the bastion, as a prefix: scanners call anything wider "wide open". */
export const MIN_PUBLIC_ADMIN_PREFIX = 24;

/**
 * Prefixes of a VPC and of a subnet lie between these: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 */
export const MIN_VPC_PREFIX = 16;
export const MAX_VPC_PREFIX = 28;

/**
 * A load balancer wants a /27 with eight free addresses; AWS keeps five of each subnet for itself:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-backend-instances.html
 */
export const MAX_PUBLIC_PREFIX = 27;
